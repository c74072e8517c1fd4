import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.PreferReturnEnum;
import ca.uhn.fhir.rest.api.SummaryEnum;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import ca.uhn.fhir.rest.gclient.ReferenceClientParam;
import ca.uhn.fhir.rest.param.DateParam;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import ca.uhn.fhir.util.BundleBuilder;
import ca.uhn.fhir.util.BundleUtil;
import java.util.ArrayList;
import java.util.List;
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
      work.refusal();
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
    patient.setActive(true);
    MethodOutcome changed = client.update().resource(patient).conditional().where(Patient.IDENTIFIER.exactly().systemAndIdentifier(SYSTEM, name)).execute();
    check(changed.getId().getVersionIdPart().equals("3"), "changed by condition");
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
  }

  private void refusal() {
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
