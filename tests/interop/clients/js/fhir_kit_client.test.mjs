// fhir-kit-client (https://github.com/Vermonster/fhir-kit-client) does its usual work, as it comes.
import assert from 'node:assert/strict';
import test from 'node:test';

import { CapabilityTool, Client } from 'fhir-kit-client';

const client = new Client({ baseUrl: process.env.PK_FHIR_BASE });
const etag = (resource) => `W/"${resource.meta.versionId}"`;
const refusal = (status) => (error) => error.response?.status === status;

const person = (family, more = {}) => ({ resourceType: 'Patient', name: [{ family, given: ['Åke'] }], ...more });
const goal = (number, subject) => ({
  resourceType: 'Goal',
  lifecycleStatus: 'active',
  description: { text: `Mål ${number}` },
  subject: { reference: subject },
  startDate: `2026-11-0${number}`,
});

test('it reads what the server states', async () => {
  const stated = await client.capabilityStatement();
  assert.equal(stated.fhirVersion, '4.0.1');
  const tool = new CapabilityTool(stated);
  assert.ok(tool.resourceCan('Patient', 'patch'));
  assert.ok(tool.resourceSearch('Goal', 'start-date'));
});

test('a resource lives from create to delete', async () => {
  const made = await client.create({ resourceType: 'Patient', body: person('Kitsson') });
  const { id } = made;
  assert.deepEqual(await client.read({ resourceType: 'Patient', id }), made);
  const headers = { 'If-Match': etag(made) };
  const body = { ...made, active: false };
  const updated = await client.update({ resourceType: 'Patient', id, body, options: { headers } });
  assert.equal(updated.meta.versionId, '2');
  await assert.rejects(client.update({ resourceType: 'Patient', id, body, options: { headers } }), refusal(412));
  const jsonPatch = [{ op: 'replace', path: '/active', value: true }];
  const patched = await client.patch({ resourceType: 'Patient', id, jsonPatch });
  assert.deepEqual([patched.meta.versionId, patched.active], ['3', true]);
  assert.deepEqual(await client.vread({ resourceType: 'Patient', id, version: '1' }), made);
  const history = await client.history({ resourceType: 'Patient', id });
  assert.deepEqual(history.entry.map((entry) => entry.resource.meta.versionId), ['3', '2', '1']);
  assert.equal((await client.history({ resourceType: 'Patient' })).type, 'history');
  assert.equal((await client.history()).type, 'history');
  await client.delete({ resourceType: 'Patient', id });
  await assert.rejects(client.read({ resourceType: 'Patient', id }), refusal(410));
});

test('it searches by GET and by POST, in a compartment and everywhere, and turns pages both ways', async () => {
  const made = await client.create({ resourceType: 'Patient', body: person('Sidsson') });
  const subject = `Patient/${made.id}`;
  for (let number = 1; number < 8; number += 1) {
    await client.create({ resourceType: 'Goal', body: goal(number, subject) });
  }
  const searchParams = { subject, _sort: 'start-date', _count: 3 };
  for (const postSearch of [false, true]) {
    let page = await client.search({ resourceType: 'Goal', searchParams, options: { postSearch } });
    const first = page.entry.map((entry) => entry.resource.id);
    const seen = [];
    let previous;
    while (page) {
      seen.push(...page.entry.map((entry) => entry.resource.description.text));
      previous = page;
      page = await client.nextPage({ bundle: page });
    }
    assert.deepEqual(seen, [1, 2, 3, 4, 5, 6, 7].map((number) => `Mål ${number}`));
    const back = await client.prevPage({ bundle: await client.prevPage({ bundle: previous }) });
    assert.deepEqual(back.entry.map((entry) => entry.resource.id), first);
  }
  const compartment = { resourceType: 'Patient', id: made.id };
  const own = await client.search({ resourceType: 'Goal', compartment, searchParams: { _summary: 'count' } });
  assert.equal(own.total, 7);
  const anywhere = await client.search({ searchParams: { _type: 'Patient,Goal', _id: made.id } });
  assert.deepEqual(anywhere.entry.map((entry) => entry.resource.id), [made.id]);
  const several = { subject, 'start-date': ['ge2026-11-02', 'lt2026-11-04'] };
  assert.equal((await client.search({ resourceType: 'Goal', searchParams: several })).total, 2);
  const posted = await client.compartmentSearch({ resourceType: 'Goal', compartment, options: { postSearch: true } });
  assert.equal(posted.total, 7);
  const everywhere = { _type: 'Patient', 'name:exact': 'Sidsson' };
  assert.equal((await client.systemSearch({ searchParams: everywhere, options: { postSearch: true } })).total, 1);
});

test('it resolves references of each kind', async () => {
  const contained = [{ resourceType: 'Practitioner', id: 'inne', name: [{ family: 'Innesson' }] }];
  const made = await client.create({ resourceType: 'Patient', body: person('Hänvisson', { contained, generalPractitioner: [{ reference: '#inne' }] }) });
  const subject = `Patient/${made.id}`;
  for (const reference of [subject, `${client.baseUrl}/${subject}`, `${subject}/_history/1`]) {
    assert.deepEqual(await client.resolve({ reference }), made);
  }
  assert.deepEqual(await client.resolve({ reference: '#inne', context: made }), contained[0]);
  await client.create({ resourceType: 'Goal', body: goal(1, subject) });
  const context = await client.search({ resourceType: 'Goal', searchParams: { subject, _include: 'Goal:subject' } });
  assert.deepEqual(await client.resolve({ reference: subject, context }), made);
  // Nobody is asked for a token here: the CapabilityStatement is what it finds.
  assert.deepEqual(await client.smartAuthMetadata(), {});
});

test('batches, transactions and operations', async () => {
  const url = 'urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0b';
  const entry = [
    { fullUrl: url, resource: person('Buntsson'), request: { method: 'POST', url: 'Patient' } },
    { resource: goal(1, url), request: { method: 'POST', url: 'Goal' } },
  ];
  const answer = await client.transaction({ body: { resourceType: 'Bundle', type: 'transaction', entry } });
  assert.deepEqual(answer.entry.map((each) => each.response.status.slice(0, 3)), ['201', '201']);
  const reads = answer.entry.map((each) => ({
    request: { method: 'GET', url: each.response.location.replace(/\/_history.*/, '').split('/').slice(-2).join('/') },
  }));
  const batch = await client.batch({ body: { resourceType: 'Bundle', type: 'batch', entry: reads } });
  const [patient, stored] = batch.entry.map((each) => each.resource);
  assert.equal(stored.subject.reference, `Patient/${patient.id}`);
  const everything = { name: 'everything', resourceType: 'Patient', id: patient.id };
  const all = await client.operation({ ...everything, method: 'GET' });
  assert.deepEqual(all.entry.map((each) => each.resource.resourceType).sort(), ['Goal', 'Patient']);
  assert.equal((await client.operation({ ...everything, method: 'GET', input: { _type: 'Goal' } })).entry.length, 1);
  const outcome = await client.operation({ name: 'validate', resourceType: 'Patient', input: person('x', { gender: 'banana' }) });
  assert.deepEqual(outcome.issue[0].expression, ['Patient.gender']);
});

test('a conditional create and update', async () => {
  const identifier = [{ system: 'urn:example:kit', value: '1' }];
  const body = person('Villkorsson', { identifier });
  const headers = { 'If-None-Exist': 'identifier=urn:example:kit|1' };
  const first = await client.create({ resourceType: 'Patient', body, options: { headers } });
  const second = await client.create({ resourceType: 'Patient', body, options: { headers } });
  assert.equal(Client.httpFor(second).response.status, 200);
  assert.equal(second.id, first.id);
  const searchParams = { identifier: 'urn:example:kit|1' };
  const changed = await client.update({ resourceType: 'Patient', searchParams, body: { ...body, active: true } });
  assert.deepEqual([changed.id, changed.meta.versionId], [first.id, '2']);
});

test('what is refused is told', async () => {
  const body = person('Felsson', { gender: 'banana' });
  await assert.rejects(client.create({ resourceType: 'Patient', body }), (error) => {
    assert.deepEqual(error.response.data.issue[0].expression, ['Patient.gender']);
    return error.response.status === 422;
  });
});
