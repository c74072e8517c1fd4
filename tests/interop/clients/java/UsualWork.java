import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.StrictErrorHandler;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.PreferReturnEnum;
import ca.uhn.fhir.rest.api.SearchStyleEnum;
import ca.uhn.fhir.rest.api.SearchTotalModeEnum;
import ca.uhn.fhir.rest.api.SummaryEnum;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import ca.uhn.fhir.rest.gclient.ReferenceClientParam;
import ca.uhn.fhir.rest.param.DateParam;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import ca.uhn.fhir.util.BundleBuilder;
import ca.uhn.fhir.util.BundleUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.UriType;
import org.hl7.fhir.r4.model.ValueSet;

/** HAPI FHIR's generic client does its usual work, as it comes, in JSON and in XML. */
public class UsualWork {
  private static final String SYSTEM = "urn:example:hapi";
  private final IGenericClient client;
  private final String name;

  UsualWork(FhirContext context, String base, String encoding) {
    client = context.newRestfulGenericClient(base);
    client.setEncoding(ca.uhn.fhir.rest.api.EncodingEnum.forContentType("application/fhir+" + encoding));
    name = "Hapisson" + encoding;
  }

  public static void main(String[] arguments) {
    FhirContext context = FhirContext.forR4();
    // Whatever R4 has no place for is an error.
    context.setParserErrorHandler(new StrictErrorHandler());
    // As it comes, the client reads the CapabilityStatement before its first request.
    check(context.getRestfulClientFactory().getServerValidationMode() == ServerValidationModeEnum.ONCE, "as it comes");
    for (String encoding : List.of("json", "xml")) {
      UsualWork work = new UsualWork(context, arguments[0], encoding);
      work.statement();
      IdType id = work.life();
      work.searches(id);
      work.conditions();
      work.content();
      work.transaction();
      work.operations(id);
      work.refusal(id);
    }
    System.out.println("all of it worked");
  }

  private static void check(boolean holds, String what) {
    if (!holds) throw new AssertionError(what);
  }

  private Patient person() {
    Patient patient = new Patient();
    patient.addName().setFamily(name).addGiven("Åke");
    return patient;
  }

  private void statement() {
    CapabilityStatement stated = client.capabilities().ofType(CapabilityStatement.class).execute();
    check(stated.getFhirVersion().toCode().equals("4.0.1"), "the version");
  }

  private IdType life() {
    MethodOutcome made = client.create().resource(person()).prettyPrint().execute();
    check(made.getCreated(), "created");
    IdType id = (IdType) made.getId();
    Patient read = client.read().resource(Patient.class).withId(id.toUnqualifiedVersionless()).execute();
    check(read.getNameFirstRep().getGivenAsSingleString().equals("Åke"), "what was written is read");
    read.setActive(false);
    MethodOutcome changed = client.update().resource(read).execute();
    check(changed.getId().getVersionIdPart().equals("2"), "the second version");
    try {
      client.update().resource(read).withId(id.toUnqualifiedVersionless()).withAdditionalHeader("If-Match", "W/\"1\"").execute();
      throw new AssertionError("a stale update got through");
    } catch (PreconditionFailedException expected) {
      check(expected.getOperationOutcome() instanceof OperationOutcome, "the reason of a refusal");
    }
    String patch = "[{\"op\":\"replace\",\"path\":\"/active\",\"value\":true}]";
    MethodOutcome patched = client.patch().withBody(patch).withId(id.toUnqualifiedVersionless()).execute();
    check(((Patient) patched.getResource()).getActive(), "patched");
    Parameters fhirPatch = new Parameters();
    Parameters.ParametersParameterComponent operation = fhirPatch.addParameter().setName("operation");
    operation.addPart().setName("type").setValue(new org.hl7.fhir.r4.model.CodeType("add"));
    operation.addPart().setName("path").setValue(new org.hl7.fhir.r4.model.StringType("Patient"));
    operation.addPart().setName("name").setValue(new org.hl7.fhir.r4.model.StringType("gender"));
    operation.addPart().setName("value").setValue(new org.hl7.fhir.r4.model.CodeType("other"));
    MethodOutcome again = client.patch().withFhirPatch(fhirPatch).withId(id.toUnqualifiedVersionless()).execute();
    check(((Patient) again.getResource()).getGender() == AdministrativeGender.OTHER, "patched by FHIRPath");
    Patient first = client.read().resource(Patient.class).withIdAndVersion(id.getIdPart(), "1").execute();
    check(!first.hasActive(), "the first version");
    Bundle history = client.history().onInstance(id.toUnqualifiedVersionless()).returnBundle(Bundle.class).execute();
    check(history.getEntry().size() == 4, "four versions");
    Bundle newest = client.history().onInstance(id.toUnqualifiedVersionless()).returnBundle(Bundle.class).count(3).execute();
    Bundle oldest = client.loadPage().next(newest).execute();
    check(oldest.getEntry().size() == 1 && client.loadPage().previous(oldest).execute().getEntry().size() == 3, "history there and back");
    DateRangeParam today = new DateRangeParam(new DateParam("ge2020-01-01"), new DateParam("lt2999-01-01"));
    Bundle within = client.history().onInstance(id.toUnqualifiedVersionless()).returnBundle(Bundle.class).at(today).execute();
    check(within.getTotal() == 4, "versions of a period");
    Meta label = new Meta();
    label.addTag().setSystem(SYSTEM).setCode("seen");
    check(client.meta().add().onResource(id.toUnqualifiedVersionless()).meta(label).execute().getTag().size() == 1, "labelled");
    check(client.meta().get(Meta.class).fromResource(id.toUnqualifiedVersionless()).execute().getTag().size() == 1, "the label");
    client.meta().delete().onResource(id.toUnqualifiedVersionless()).meta(label).execute();
    client.history().onType(Patient.class).returnBundle(Bundle.class).count(2).execute();
    client.history().onServer().returnBundle(Bundle.class).count(2).execute();
    Patient unchanged = client.read().resource(Patient.class).withId(id.toUnqualifiedVersionless()).ifVersionMatches("6").returnNull().execute();
    check(unchanged == null, "not modified");
    client.delete().resourceById(id.toUnqualifiedVersionless()).execute();
    try {
      client.read().resource(Patient.class).withId(id.toUnqualifiedVersionless()).execute();
      throw new AssertionError("a deleted resource was read");
    } catch (ResourceGoneException expected) {
      // As it should be.
    }
    return (IdType) client.create().resource(person()).execute().getId().toUnqualifiedVersionless();
  }

  private void searches(IdType id) {
    for (int number = 1; number < 8; number++) {
      Goal goal = new Goal();
      goal.setLifecycleStatus(Goal.GoalLifecycleStatus.ACTIVE);
      goal.getDescription().setText("Mål " + number);
      goal.setSubject(new Reference(id.getValue()));
      goal.setStart(new org.hl7.fhir.r4.model.DateType("2026-11-0" + number));
      client.create().resource(goal).execute();
    }
    Bundle page = client.search().forResource(Goal.class).where(Goal.SUBJECT.hasId(id)).sort().descending("start-date").count(3).returnBundle(Bundle.class).execute();
    List<Goal> all = new ArrayList<>(BundleUtil.toListOfResourcesOfType(client.getFhirContext(), page, Goal.class));
    while (page.getLink(Bundle.LINK_NEXT) != null) {
      page = client.loadPage().next(page).execute();
      all.addAll(BundleUtil.toListOfResourcesOfType(client.getFhirContext(), page, Goal.class));
    }
    check(all.size() == 7 && all.get(0).getDescription().getText().equals("Mål 7"), "seven goals in order");
    page = client.loadPage().previous(page).execute();
    check(page.getEntry().size() == 3, "the page before");
    Bundle between = client.search().forResource(Goal.class).where(Goal.SUBJECT.hasChainedProperty("Patient", Patient.FAMILY.matches().value(name))).and(Goal.START_DATE.afterOrEquals().day("2026-11-02")).and(Goal.START_DATE.before().day("2026-11-04")).returnBundle(Bundle.class).execute();
    check(between.getEntry().size() == 2, "two days by a chain");
    Bundle included = client.search().forResource(Goal.class).where(Goal.SUBJECT.hasId(id)).include(Goal.INCLUDE_SUBJECT).usingStyle(ca.uhn.fhir.rest.api.SearchStyleEnum.POST).returnBundle(Bundle.class).execute();
    check(included.getEntry().size() == 8, "goals and their patient");
    Bundle reverse = client.search().forResource(Patient.class).where(Patient.RES_ID.exactly().code(id.getIdPart())).revInclude(Goal.INCLUDE_SUBJECT).returnBundle(Bundle.class).execute();
    check(reverse.getEntry().size() == 8, "a patient and the goals");
    Bundle counted = client.search().forResource(Goal.class).where(new ReferenceClientParam("patient").hasId(id)).summaryMode(SummaryEnum.COUNT).returnBundle(Bundle.class).execute();
    check(counted.getTotal() == 7, "a count");
    for (SearchStyleEnum style : SearchStyleEnum.values()) {
      Bundle styled = client.search().forResource(Goal.class).where(Goal.SUBJECT.hasId(id)).usingStyle(style).count(5).totalMode(SearchTotalModeEnum.ESTIMATED).returnBundle(Bundle.class).execute();
      check(styled.getTotal() == 7 && client.loadPage().next(styled).execute().getEntry().size() == 2, "a search by " + style);
    }
    Bundle mapped = client.search().forResource(Goal.class).whereMap(Map.of("patient:Patient.name:exact", List.of(name), "start-date", List.of("ge2026-11-02", "lt2026-11-04"))).returnBundle(Bundle.class).execute();
    check(mapped.getEntry().size() == 2, "a search of a map");
    Bundle compartment = client.search().byUrl(client.getServerBase() + "/" + id.getValue() + "/Goal?_elements=subject").returnBundle(Bundle.class).execute();
    check(compartment.getEntry().size() == 7, "a compartment");
    Bundle everything = client.operation().onInstance(id).named("$everything").withNoParameters(Parameters.class).useHttpGet().returnResourceType(Bundle.class).execute();
    check(everything.getEntry().size() == 8, "everything");
    MethodOutcome valid = client.validate().resource(person()).execute();
    check(valid.getOperationOutcome() instanceof OperationOutcome, "validated");
  }

  private void conditions() {
    Patient patient = person();
    patient.addIdentifier().setSystem(SYSTEM).setValue(name);
    MethodOutcome first = client.create().resource(patient).conditional().where(Patient.IDENTIFIER.exactly().systemAndIdentifier(SYSTEM, name)).execute();
    MethodOutcome second = client.create().resource(patient).conditional().where(Patient.IDENTIFIER.exactly().systemAndIdentifier(SYSTEM, name)).execute();
    check(first.getId().getIdPart().equals(second.getId().getIdPart()), "made once");
    MethodOutcome quiet = client.create().resource(person()).prefer(PreferReturnEnum.MINIMAL).execute();
    check(quiet.getResource() == null && quiet.getId().hasVersionIdPart(), "nothing but where it is");
    String patch = "[{\"op\":\"add\",\"path\":\"/gender\",\"value\":\"female\"}]";
    MethodOutcome patched = client.patch().withBody(patch).conditional(Patient.class).where(Patient.IDENTIFIER.exactly().systemAndIdentifier(SYSTEM, name)).execute();
    check(patched.getId().getVersionIdPart().equals("2"), "patched by condition");
    String xmlPatch = "<diff xmlns:f=\"http://hl7.org/fhir\"><replace sel=\"f:Patient/f:gender/@value\">male</replace></diff>";
    MethodOutcome replaced = client.patch().withBody(xmlPatch).conditionalByUrl("Patient?identifier=" + SYSTEM + "|" + name).execute();
    check(((Patient) replaced.getResource()).getGender() == AdministrativeGender.MALE, "patched by XML");
    MethodOutcome told = client.create().resource(person()).prefer(PreferReturnEnum.OPERATION_OUTCOME).execute();
    check(told.getOperationOutcome() instanceof OperationOutcome && told.getResource() == null, "told how it went");
    patient.setActive(true);
    MethodOutcome changed = client.update().resource(patient).conditional().where(Patient.IDENTIFIER.exactly().systemAndIdentifier(SYSTEM, name)).execute();
    check(changed.getId().getVersionIdPart().equals("4"), "changed by condition");
    client.delete().resourceConditionalByType(Patient.class).where(Patient.IDENTIFIER.exactly().systemAndIdentifier(SYSTEM, name)).execute();
  }

  private void content() {
    Binary binary = new Binary();
    binary.setContentType("application/pdf").setData(new byte[] {37, 80, 68, 70, 0, -1});
    IdType id = (IdType) client.create().resource(binary).execute().getId();
    Binary read = client.read().resource(Binary.class).withId(id.toUnqualifiedVersionless()).execute();
    check(read.getContentType().equals("application/pdf") && java.util.Arrays.equals(read.getData(), binary.getData()), "the same bytes");
  }

  private void transaction() {
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    String url = IdType.newRandomUuid().getValue();
    bundle.addEntry().setFullUrl(url).setResource(person()).getRequest().setMethod(Bundle.HTTPVerb.POST).setUrl("Patient");
    Goal goal = new Goal();
    goal.setLifecycleStatus(Goal.GoalLifecycleStatus.ACTIVE);
    goal.getDescription().setText("Gå ut");
    goal.setSubject(new Reference(url));
    bundle.addEntry().setResource(goal).getRequest().setMethod(Bundle.HTTPVerb.POST).setUrl("Goal");
    Bundle answer = client.transaction().withBundle(bundle).execute();
    IdType patient = new IdType(answer.getEntry().get(0).getResponse().getLocation());
    Goal stored = client.read().resource(Goal.class).withId(new IdType(answer.getEntry().get(1).getResponse().getLocation()).getIdPart()).execute();
    check(stored.getSubject().getReferenceElement().getIdPart().equals(patient.getIdPart()), "linked");
    Patient known = person();
    known.addIdentifier().setSystem(SYSTEM).setValue("known" + name);
    goal.setSubject(new Reference("Patient?identifier=" + SYSTEM + "|known" + name));
    BundleBuilder builder = new BundleBuilder(client.getFhirContext());
    builder.addTransactionCreateEntry(known).conditional("identifier=" + SYSTEM + "|known" + name);
    builder.addTransactionCreateEntry(goal);
    Bundle built = builder.getBundleTyped();
    client.transaction().withBundle(built).execute();
    client.transaction().withBundle(built).execute();
    Bundle found = client.search().forResource(Goal.class).where(Goal.SUBJECT.hasChainedProperty("Patient", Patient.IDENTIFIER.exactly().systemAndIdentifier(SYSTEM, "known" + name))).returnBundle(Bundle.class).execute();
    check(found.getEntry().size() == 2, "linked by a condition, to one person");
    Patient listed = person();
    listed.setId("Patient/listed" + name);
    List<IBaseResource> kept = client.transaction().withResources(List.<IBaseResource>of(person(), listed)).execute();
    check(kept.size() == 2 && kept.get(1).getIdElement().getIdPart().equals("listed" + name), "a transaction of resources");
  }

  private void operations(IdType id) {
    Bundle typed = client.operation().onInstance(id).named("$everything").withParameter(Parameters.class, "_count", new org.hl7.fhir.r4.model.IntegerType(3)).andParameter("_type", new org.hl7.fhir.r4.model.CodeType("Goal")).returnResourceType(Bundle.class).execute();
    check(typed.getEntry().size() == 3 && client.loadPage().next(typed).execute().getEntry().size() == 3, "everything by pages");
    ValueSet expanded = client.operation().onType(ValueSet.class).named("$expand").withParameter(Parameters.class, "url", new UriType("http://hl7.org/fhir/ValueSet/administrative-gender")).useHttpGet().returnResourceType(ValueSet.class).execute();
    check(expanded.getExpansion().getContains().size() == 4, "expanded");
    Parameters known = client.operation().onType(ValueSet.class).named("$validate-code").withParameter(Parameters.class, "url", new UriType("http://hl7.org/fhir/ValueSet/administrative-gender")).andParameter("coding", new org.hl7.fhir.r4.model.Coding("http://hl7.org/fhir/administrative-gender", "male", null)).execute();
    check(known.getParameterBool("result"), "a code of the value set");
    Meta version = client.operation().onInstanceVersion(id.withVersion("1")).named("$meta").withNoParameters(Parameters.class).useHttpGet().execute().getParameter().get(0).getValue() instanceof Meta meta ? meta : null;
    check(version != null && version.getVersionId().equals("1"), "the labels of a version");
  }

  private void refusal(IdType id) {
    try {
      client.delete().resourceById(id).execute();
      throw new AssertionError("a patient with goals was deleted");
    } catch (ResourceVersionConflictException expected) {
      check(expected.getOperationOutcome() instanceof OperationOutcome, "what still refers to it");
    }
    Goal goal = new Goal();
    goal.setLifecycleStatus(Goal.GoalLifecycleStatus.ACTIVE);
    goal.setSubject(new Reference("Patient/nobody"));
    try {
      client.create().resource(goal).execute();
      throw new AssertionError("a goal without description got through");
    } catch (UnprocessableEntityException expected) {
      OperationOutcome outcome = (OperationOutcome) expected.getOperationOutcome();
      check(outcome.getIssueFirstRep().getExpression().get(0).getValue().startsWith("Goal"), "the place");
    }
  }
}
