package org.cam4j.experiments.cli.option;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cam4j.evaluation.maps.Normalizer;
import org.cam4j.experiments.speed.SpeedTask;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.model.CamModel;

/** The ids of the catalogs, as help and completion show them. */
public final class Candidates {
    private Candidates() {}

    /** Ids in the order of their catalog, which is read when they are asked for; picocli makes an instance of each subclass. */
    private abstract static class Ids implements Iterable<String> {
        private final Supplier<List<String>> ids;

        Ids(Supplier<List<String>> ids) {
            this.ids = ids;
        }

        @Override
        public Iterator<String> iterator() {
            return ids.get().iterator();
        }
    }

    public static final class Datasets extends Ids {
        public Datasets() {
            super(org.cam4j.datasets.format.Datasets::ids);
        }
    }

    public static final class Weights extends Ids {
        public Weights() {
            super(org.cam4j.training.weights.PublishedWeights::ids);
        }
    }

    public static final class Fetchables extends Ids {
        public Fetchables() {
            super(org.cam4j.datasets.fetch.Fetchables::ids);
        }
    }

    public static final class Layouts extends Ids {
        public Layouts() {
            super(org.cam4j.datasets.write.Layouts::ids);
        }
    }

    public static final class Backbones extends Ids {
        public Backbones() {
            super(org.cam4j.training.backbone.Backbones::ids);
        }
    }

    public static final class Heads extends Ids {
        public Heads() {
            super(org.cam4j.training.head.Heads::ids);
        }
    }

    public static final class OutputKinds extends Ids {
        public OutputKinds() {
            super(() -> Arrays.stream(OutputKind.values()).map(OutputKind::id).toList());
        }
    }

    public static final class WsolMethods extends Ids {
        public WsolMethods() {
            super(org.cam4j.training.wsol.WsolMethods::ids);
        }
    }

    public static final class Recipes extends Ids {
        public Recipes() {
            super(org.cam4j.training.recipe.Recipes::ids);
        }
    }

    public static final class SpeedTasks extends Ids {
        public SpeedTasks() {
            super(SpeedTask::ids);
        }
    }

    public static final class Methods extends Ids {
        public Methods() {
            super(() -> CamMethods.all().stream().map(CamMethod::id).toList());
        }
    }

    public static final class Protocols extends Ids {
        public Protocols() {
            super(org.cam4j.evaluation.protocol.Protocols::ids);
        }
    }

    public static final class Normalizers extends Ids {
        public Normalizers() {
            super(() -> Stream.of(Normalizer.values()).map(Normalizer::id).toList());
        }
    }

    /** The methods that a list such as {@code cam,grad-cam} or {@code all} names, each once, in that order. */
    public static List<CamMethod> methods(List<String> ids) {
        Map<String, CamMethod> methods = new LinkedHashMap<>(); // by id, of which a variant has several spellings
        for (String id : ids) {
            List<CamMethod> named = id.equals("all") ? CamMethods.all() : List.of(CamMethods.byId(id));
            named.forEach(method -> methods.putIfAbsent(method.id(), method));
        }
        return new ArrayList<>(methods.values());
    }

    /**
     * What a network can answer of the methods that were asked for: {@code all} leaves out those that need class weights where there
     * are none, and says so. Methods asked for by name stay, and are refused later.
     */
    public static List<CamMethod> methodsFor(CamModel model, List<String> ids, PrintWriter messages) {
        List<CamMethod> asked = methods(ids).stream()
                .filter(method -> !ids.contains("all")
                        || model.classNames().size() > 1
                        || !method.id().startsWith("representative-classes"))
                .toList();
        if (!ids.contains("all") || Explainer.of(model.graph()).hasClassWeights()) {
            return asked;
        }
        List<String> named = ids.stream().filter(id -> !id.equals("all")).toList();
        Set<String> kept = methods(named).stream().map(CamMethod::id).collect(Collectors.toSet());
        List<CamMethod> answered = asked.stream()
                .filter(method -> kept.contains(method.id()) || !method.needs().contains(Signal.CLASS_WEIGHTS))
                .toList();
        messages.printf(
                Locale.ROOT,
                "The network's head is not linear in pooled maps, so it has no class weights; 'all' leaves out %s.%n",
                asked.stream()
                        .filter(method -> !answered.contains(method))
                        .map(CamMethod::id)
                        .collect(Collectors.joining(", ")));
        return answered;
    }
}
