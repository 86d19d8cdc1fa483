package org.cam4j.experiments.cli.option;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.fetch.Fetchable;
import org.cam4j.datasets.write.Layout;
import org.cam4j.evaluation.maps.Normalizer;
import org.cam4j.evaluation.protocol.Protocol;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.training.backbone.Backbone;
import org.cam4j.training.head.Head;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.speed.SpeedTask;
import org.cam4j.training.wsol.WsolMethod;

/** The ids of the catalogs, as help and completion show them. */
public final class Candidates {
    private Candidates() {}

    static final class Datasets implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return org.cam4j.datasets.format.Datasets.all().stream()
                    .map(DatasetFormat::id)
                    .iterator();
        }
    }

    public static final class Fetchables implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return org.cam4j.datasets.fetch.Fetchables.all().stream()
                    .map(Fetchable::id)
                    .iterator();
        }
    }

    public static final class Layouts implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return org.cam4j.datasets.write.Layouts.all().stream()
                    .map(Layout::id)
                    .iterator();
        }
    }

    public static final class Backbones implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return org.cam4j.training.backbone.Backbones.all().stream()
                    .map(Backbone::id)
                    .iterator();
        }
    }

    public static final class SpeedTasks implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return SpeedTask.ids().iterator();
        }
    }

    public static final class Rivals implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return org.cam4j.training.wsol.WsolMethods.all().stream()
                    .map(WsolMethod::id)
                    .iterator();
        }
    }

    public static final class Heads implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return org.cam4j.training.head.Heads.all().stream().map(Head::id).iterator();
        }
    }

    public static final class Methods implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return CamMethods.all().stream().map(CamMethod::id).iterator();
        }
    }

    public static final class Dialects implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return org.cam4j.evaluation.protocol.Protocols.all().stream()
                    .map(Protocol::id)
                    .iterator();
        }
    }

    public static final class Normalizers implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(Normalizer.values()).map(Normalizer::id).iterator();
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
