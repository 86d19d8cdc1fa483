package org.cam4j.experiments;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Formatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.fetch.Fetchable;
import org.cam4j.datasets.fetch.Fetchables;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.datasets.write.Layout;
import org.cam4j.datasets.write.Layouts;
import org.cam4j.evaluation.metric.Metric;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.protocol.Protocol;
import org.cam4j.evaluation.protocol.Protocols;
import org.cam4j.experiments.papers.Experiments;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.SelectedRuns;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.training.backbone.Backbone;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.head.Head;
import org.cam4j.training.head.Heads;
import org.cam4j.training.wsol.WsolConfig;
import org.cam4j.training.wsol.WsolMethod;
import org.cam4j.training.wsol.WsolMethods;

/** Which package may use which. */
@AnalyzeClasses(packages = "org.cam4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] FILE_WRITERS = {
        "..layers.explain..", "..training.run..", "..experiments.report..", "..datasets.fetch..", "..datasets.write.."
    };

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            SlicesRuleDefinition.slices().matching("org.cam4j.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule papersDoNotKnowEachOther = SlicesRuleDefinition.slices()
            .matching("org.cam4j.experiments.papers.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(
                    DescribedPredicate.alwaysTrue(),
                    JavaClass.Predicates.resideInAnyPackage(
                            "org.cam4j.experiments.papers.shared..", "org.cam4j.experiments.papers.frozen.."));

    @ArchTest
    static void internalPackagesAreUsedByTheirModuleAlone(JavaClasses classes) {
        for (String module : List.of("evaluation", "datasets", "layers", "training", "experiments")) {
            noClasses()
                    .that()
                    .resideOutsideOfPackage("org.cam4j." + module + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.cam4j." + module + ".internal..")
                    .allowEmptyShould(true)
                    .check(classes);
        }
    }

    @ArchTest
    static void aPackageHasAtMostTwentyFiles(JavaClasses classes) {
        Map<String, Long> files = classes.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .filter(type -> type.getPackageName().startsWith("org.cam4j"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
        assertThat(files).allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(20));
    }

    @ArchTest
    static final ArchRule datasetsDoNotKnowTheModulesAbove = noClasses()
            .that()
            .resideInAPackage("org.cam4j.datasets..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.cam4j.layers..", "org.cam4j.training..", "org.cam4j.experiments..", "org.deeplearning4j..");

    @ArchTest
    static final ArchRule onlyPixelsUseArraysAndDecoders = noClasses()
            .that()
            .resideInAPackage("org.cam4j.datasets..")
            .and()
            .resideOutsideOfPackage("org.cam4j.datasets.pixels..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.datavec..", "org.bytedeco..");

    @ArchTest
    static final ArchRule layersDoNotKnowTheModulesAbove = noClasses()
            .that()
            .resideInAPackage("org.cam4j.layers..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.cam4j.datasets..", "org.cam4j.training..", "org.cam4j.experiments..");

    @ArchTest
    static final ArchRule camMethodsSeeArraysOnly = noClasses()
            .that()
            .resideInAPackage("org.cam4j.layers.cam..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.deeplearning4j..");

    @ArchTest
    static final ArchRule verticesDoNotKnowCamMethods = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.cam4j.layers.pooling..",
                    "org.cam4j.layers.merge..",
                    "org.cam4j.layers.attention..",
                    "org.cam4j.layers.convolution..",
                    "org.cam4j.layers.internal.vertex..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.cam4j.layers.cam..");

    @ArchTest
    static final ArchRule evaluationIsPureJava = noClasses()
            .that()
            .resideInAPackage("org.cam4j.evaluation..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "org.cam4j.evaluation..", "java..", "org.jspecify..", "org.apache.commons.math3..");

    @ArchTest
    static final ArchRule trainingDoesNotKnowExperiments = noClasses()
            .that()
            .resideInAPackage("org.cam4j.training..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.cam4j.experiments..");

    @ArchTest
    static final ArchRule onlyTheCommandLineUsesPicocli = noClasses()
            .that()
            .resideOutsideOfPackage("org.cam4j.experiments.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..", "me.tongfei..");

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that()
            .resideOutsideOfPackage("org.cam4j.experiments.cli..")
            .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule onlyTheCommandLineExits = noClasses()
            .that()
            .resideOutsideOfPackage("org.cam4j.experiments.cli..")
            .should()
            .callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule onlyOverlaysReportAndPapersDraw = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "org.cam4j.layers.explain..",
                    "org.cam4j.experiments.report..",
                    "org.cam4j.experiments.cli..",
                    "org.cam4j.experiments.papers..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.awt.Graphics2D");

    @ArchTest
    static final ArchRule onlyTheDashboardTouchesTheUserInterface = noClasses()
            .that()
            .resideOutsideOfPackage("..training.dashboard..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.deeplearning4j.ui..", "org.deeplearning4j.core.storage..");

    @ArchTest
    static final ArchRule filesAreWrittenByNamedPackages =
            noClasses().that().resideOutsideOfPackages(FILE_WRITERS).should().accessTargetWhere(writesFiles());

    @ArchTest
    static final ArchRule textIsFormattedForNoLocale = noClasses()
            .should()
            .callMethod(String.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(String.class, "formatted", Object[].class)
            .orShould()
            .callMethod(String.class, "toLowerCase")
            .orShould()
            .callMethod(String.class, "toUpperCase")
            .orShould()
            .callMethod(PrintStream.class, "printf", String.class, Object[].class)
            .orShould()
            .callMethod(PrintStream.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
            .orShould()
            .callMethod(PrintWriter.class, "format", String.class, Object[].class)
            .orShould()
            .callConstructor(Formatter.class)
            .because("a locale with digits of its own would write them into layer names, files and numbers");

    @ArchTest
    static final ArchRule theLimitOfMemoryDoesNotUseJavaCpp = noClasses()
            .that()
            .haveSimpleName("MemoryLimit")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bytedeco..", "org.nd4j..")
            .because("its thread looks while others load native code, and the initializers would wait for one another");

    @ArchTest
    static final ArchRule imagesOfOthersAreNotGivenToReadersOfLibraries = noClasses()
            .should()
            .callMethodWhere(new DescribedPredicate<>("ImageIO reads") {
                @Override
                public boolean test(JavaMethodCall call) {
                    return call.getTargetOwner().isEquivalentTo(ImageIO.class)
                            && call.getName().matches("read|getImageReader.*");
                }
            })
            .because("ImageIO tries the readers of every library on the class path; PngReader does not");

    @ArchTest
    static final ArchRule noStaticMutableState = fields().that().areStatic().should(beConstant());

    @ArchTest
    static final ArchRule everyDataSetIsInItsCatalog = implementorsAreListed(DatasetFormat.class, Datasets.all());

    @ArchTest
    static final ArchRule everyFetchableSetIsInItsCatalog = implementorsAreListed(Fetchable.class, Fetchables.all());

    @ArchTest
    static final ArchRule everyLayoutIsInItsCatalog = implementorsAreListed(Layout.class, Layouts.all());

    @ArchTest
    static final ArchRule everyCamMethodIsInItsCatalog = implementorsAreListed(
            CamMethod.class,
            Stream.concat(CamMethods.all().stream(), Stream.of(CamMethods.byId("cam@flip")))
                    .toList());

    @ArchTest
    static final ArchRule everyBackboneIsInItsCatalog = implementorsAreListed(Backbone.class, Backbones.all());

    @ArchTest
    static final ArchRule everyHeadIsInItsCatalog = implementorsAreListed(Head.class, Heads.all());

    @ArchTest
    static final ArchRule everyWsolMethodIsInItsCatalog = implementorsAreListed(
            WsolMethod.class,
            Stream.concat(WsolMethods.all().stream(), Stream.of(WsolConfig.NONE.method()))
                    .toList());

    @ArchTest
    static final ArchRule everyMetricIsInItsCatalog = implementorsAreListed(Metric.class, Metrics.all());

    @ArchTest
    static final ArchRule everyProtocolIsInItsCatalog = implementorsAreListed(Protocol.class, Protocols.all());

    @ArchTest
    static final ArchRule everyExperimentIsInItsCatalog = implementorsAreListed(
            Experiment.class,
            Stream.concat(
                            Experiments.all().stream(),
                            Stream.of(new SelectedRuns(Experiments.all().get(0), List.of())))
                    .toList());

    @ArchTest
    static final ArchRule experimentsDoNotKnowEachOther = classes()
            .that()
            .areAssignableTo(Experiment.class)
            .and()
            .areNotInterfaces()
            .should(new ArchCondition<>("not know another experiment") {
                @Override
                public void check(JavaClass experiment, ConditionEvents events) {
                    experiment.getDirectDependenciesFromSelf().forEach(dependency -> {
                        JavaClass target = dependency.getTargetClass();
                        boolean other = target.isAssignableTo(Experiment.class)
                                && !target.isInterface()
                                && !target.equals(experiment);
                        events.add(new SimpleConditionEvent(experiment, !other, dependency.getDescription()));
                    });
                }
            });

    @ArchTest
    static final ArchRule wrappersForwardEveryMethod = classes()
            .that()
            .resideInAPackage("org.cam4j..")
            .and()
            .areNotInterfaces()
            .should(new ArchCondition<>("override the default methods of an interface that they implement and hold") {
                @Override
                public void check(JavaClass wrapper, ConditionEvents events) {
                    wrapper.getAllRawInterfaces().stream()
                            .filter(type -> wrapper.getFields().stream()
                                    .anyMatch(field -> !field.getModifiers().contains(JavaModifier.STATIC)
                                            && field.getType()
                                                    .getAllInvolvedRawTypes()
                                                    .contains(type)))
                            .flatMap(type -> type.getMethods().stream())
                            .filter(method -> !method.getModifiers().contains(JavaModifier.ABSTRACT)
                                    && !method.getModifiers().contains(JavaModifier.STATIC)
                                    && !method.getModifiers().contains(JavaModifier.PRIVATE)
                                    && !method.getModifiers().contains(JavaModifier.SYNTHETIC))
                            .filter(method -> method.getOwner().getPackageName().startsWith("org.cam4j"))
                            .forEach(method -> events.add(new SimpleConditionEvent(
                                    wrapper,
                                    overrides(wrapper, method),
                                    wrapper.getName() + " does not forward " + method.getFullName())));
                }
            });

    /** Whether a class, or an interface between it and the method's owner, has a method of its own in place of this one. */
    private static boolean overrides(JavaClass type, JavaMethod method) {
        String[] parameters =
                method.getRawParameterTypes().stream().map(JavaClass::getName).toArray(String[]::new);
        return Stream.concat(Stream.of(type), type.getAllRawInterfaces().stream())
                .filter(owner -> !owner.equals(method.getOwner())
                        && owner.isAssignableTo(method.getOwner().getName()))
                .anyMatch(owner ->
                        owner.tryGetMethod(method.getName(), parameters).isPresent());
    }

    private static DescribedPredicate<JavaAccess<?>> writesFiles() {
        Set<String> methods =
                Set.of("write", "writeString", "newOutputStream", "newBufferedWriter", "move", "copy", "delete");
        return new DescribedPredicate<>("write files") {
            @Override
            public boolean test(JavaAccess<?> access) {
                JavaClass owner = access.getTargetOwner();
                return (owner.isEquivalentTo(Files.class)
                                && methods.contains(access.getTarget().getName()))
                        || owner.isEquivalentTo(FileOutputStream.class)
                        || owner.isEquivalentTo(FileWriter.class);
            }
        };
    }

    private static ArchCondition<JavaField> beConstant() {
        return new ArchCondition<>("be final") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                boolean constant = field.getModifiers().contains(JavaModifier.FINAL)
                        || field.getModifiers().contains(JavaModifier.SYNTHETIC);
                events.add(new SimpleConditionEvent(field, constant, field.getFullName() + " is static and not final"));
            }
        };
    }

    private static ArchRule implementorsAreListed(Class<?> type, List<?> catalog) {
        Set<String> listed =
                catalog.stream().map(entry -> entry.getClass().getName()).collect(Collectors.toSet());
        return classes()
                .that()
                .areAssignableTo(type)
                .and()
                .areNotInterfaces()
                .and()
                .doNotHaveModifier(JavaModifier.ABSTRACT)
                .should(new ArchCondition<>("stand in the catalogue") {
                    @Override
                    public void check(JavaClass implementor, ConditionEvents events) {
                        events.add(new SimpleConditionEvent(
                                implementor,
                                listed.contains(implementor.getName()),
                                implementor.getName() + " is missing from its catalogue"));
                    }
                });
    }
}
