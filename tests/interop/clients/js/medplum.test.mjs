// @medplum/core (https://www.medplum.com/docs/sdk/core.medplumclient) does its usual work on a server that is not Medplum's.
import assert from 'node:assert/strict';
import test from 'node:test';

import { MedplumClient } from '@medplum/core';

const base = new URL(process.env.PK_FHIR_BASE);
const medplum = new MedplumClient({ baseUrl: base.origin, fhirUrlPath: base.pathname.slice(1), cacheTime: 0 });
const refusal = (text) => (error) => JSON.stringify(error.outcome).includes(text);

const person = (family, more = {}) => ({ resourceType: 'Patient', name: [{ family, given: ['Åke'] }], ...more });
const goal = (number, patient) => ({
  resourceType: 'Goal',
  lifecycleStatus: 'active',
  description: { text: `Mål ${number}` },
  subject: { reference: `Patient/${patient.id}` },
  startDate: `2026-11-0${number}`,
});

test('it reads what the server states', async () => {
  assert.equal((await medplum.get(medplum.fhirUrl('metadata'))).fhirVersion, '4.0.1');
});

test('a resource lives from create to delete', async () => {
  const made = await medplum.createResource(person('Medsson'));
  const { id } = made;
  assert.deepEqual(await medplum.readResource('Patient', id, { cache: 'reload' }), made);
  const updated = await medplum.updateResource({ ...made, active: false });
  assert.equal(updated.meta.versionId, '2');
  const patched = await medplum.patchResource('Patient', id, [
    { op: 'test', path: '/meta/versionId', value: '2' },
    { op: 'replace', path: '/active', value: true },
  ]);
  assert.deepEqual([patched.meta.versionId, patched.active], ['3', true]);
  assert.deepEqual(await medplum.readVersion('Patient', id, '1'), made);
  const history = await medplum.readHistory('Patient', id);
  assert.deepEqual(history.entry.map((entry) => entry.resource.meta.versionId), ['3', '2', '1']);
  await medplum.deleteResource('Patient', id);
  await assert.rejects(medplum.readResource('Patient', id, { cache: 'reload' }));
});

test('it searches, counts and pages', async () => {
  const patient = await medplum.createResource(person('Sökmed'));
  for (let number = 1; number < 8; number += 1) await medplum.createResource(goal(number, patient));
  const query = { subject: `Patient/${patient.id}`, _sort: '-start-date', _count: 3 };
  const seen = [];
  for await (const page of medplum.searchResourcePages('Goal', query)) seen.push(page.map((each) => each.description.text));
  assert.deepEqual(seen.map((page) => page.length), [3, 3, 1]);
  assert.deepEqual(seen.flat(), [7, 6, 5, 4, 3, 2, 1].map((number) => `Mål ${number}`));
  assert.equal((await medplum.searchOne('Patient', 'name=sökmed')).id, patient.id);
  const counted = await medplum.search('Goal', `subject=Patient/${patient.id}&_summary=count`);
  assert.equal(counted.total, 7);
  const bundle = await medplum.search('Goal', { ...query, _include: 'Goal:subject', _total: 'accurate' });
  assert.equal(bundle.total, 7);
  assert.deepEqual(bundle.entry.map((entry) => entry.search.mode), ['match', 'match', 'match', 'include']);
  assert.equal((await medplum.searchResources('Goal', `patient:Patient.name=sökmed&start-date=ge2026-11-06`)).length, 2);
  const all = await medplum.readPatientEverything(patient.id);
  assert.equal(all.entry.length, 8);
  assert.deepEqual(await medplum.readReference({ reference: `Patient/${patient.id}` }), patient);
});

test('it creates and updates on a condition', async () => {
  const identifier = [{ system: 'urn:example:medplum', value: '1' }];
  const query = 'identifier=urn:example:medplum|1';
  const first = await medplum.createResourceIfNoneExist(person('Villkorsson', { identifier }), query);
  const second = await medplum.createResourceIfNoneExist(person('Villkorsson', { identifier }), query);
  assert.deepEqual(second, first);
  const changed = await medplum.upsertResource(person('Villkorsson', { identifier, active: true }), query);
  assert.deepEqual([changed.id, changed.active], [first.id, true]);
});

test('a transaction, and what is refused', async () => {
  const url = 'urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0c';
  const entry = [
    { fullUrl: url, resource: person('Buntsson'), request: { method: 'POST', url: 'Patient' } },
    { resource: { ...goal(1, {}), subject: { reference: url } }, request: { method: 'POST', url: 'Goal' } },
  ];
  const answer = await medplum.executeBatch({ resourceType: 'Bundle', type: 'transaction', entry });
  assert.deepEqual(answer.entry.map((each) => each.response.status.slice(0, 3)), ['201', '201']);
  await assert.rejects(medplum.createResource(person('Felsson', { gender: 'banana' })), refusal('Patient.gender'));
  const outcome = await medplum.validateResource(person('Rättsson'));
  assert.ok(outcome.issue.every((issue) => issue.severity !== 'error'));
});

test('what is uploaded comes back, in a Binary, an attachment and a document', async () => {
  const data = new Uint8Array([37, 80, 68, 70, 0, 255]);
  const binary = await medplum.createBinary({ data, contentType: 'application/pdf', filename: 'vårdplan 1.pdf' });
  assert.equal(binary.contentType, 'application/pdf');
  const content = await medplum.download(medplum.fhirUrl('Binary', binary.id));
  assert.deepEqual([content.type, new Uint8Array(await content.arrayBuffer())], ['application/pdf', data]);
  const options = { data: 'hej', contentType: 'text/plain', filename: 'hej.txt' };
  assert.equal((await medplum.createAttachment(options)).contentType, 'text/plain');
  const patient = await medplum.createResource(person('Dokumentsson'));
  const subject = { reference: `Patient/${patient.id}` };
  const document = await medplum.createDocumentReference({ ...options, additionalFields: { subject } });
  assert.equal(document.content[0].attachment.title, 'hej.txt');
  const comment = await medplum.createComment(patient, 'Hej');
  assert.equal(comment.payload[0].contentString, 'Hej');
});

test('it expands and finds definitions', async () => {
  const url = 'http://hl7.org/fhir/ValueSet/administrative-gender';
  const expanded = await medplum.valueSetExpand({ url, filter: 'fe', offset: 0, count: 10 });
  assert.deepEqual(expanded.expansion.contains.map((each) => each.code), ['female']);
  const indication = 'https://pk-fhir.example/fhir/ValueSet/pk-indication';
  assert.equal((await medplum.readCanonical('ValueSet', indication)).url, indication);
  assert.equal((await medplum.readCanonical(['CodeSystem', 'ValueSet'], indication)).url, indication);
});

test('it gathers what is read at once into a batch', async () => {
  const gathering = new MedplumClient({ baseUrl: base.origin, fhirUrlPath: base.pathname.slice(1), autoBatchTime: 5 });
  const { id } = await medplum.createResource(person('Samladsson'));
  const asked = [
    gathering.readResource('Patient', id),
    gathering.search('Patient', 'name:exact=Samladsson'),
    gathering.readHistory('Patient', id),
    gathering.readResource('Patient', 'never'),
  ];
  const [read, found, history, never] = await Promise.allSettled(asked);
  assert.deepEqual([read.value.id, found.value.total, history.value.total], [id, 1, 1]);
  assert.equal(never.reason.outcome.issue[0].code, 'not-found');
});

test('what is Medplum\'s own is refused in words', async () => {
  await assert.rejects(medplum.graphql('{Patient{id}}'), (error) => error.outcome.issue[0].code === 'not-found');
});
