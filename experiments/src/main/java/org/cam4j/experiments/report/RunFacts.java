package org.cam4j.experiments.report;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.run.Environment;
import org.cam4j.training.run.RunRecord;

/** Where a trained network comes from: program, machine, data, parameters and every setting, by name. */
public final class RunFacts {
    private RunFacts() {}

    /** The facts in the order in which they are shown. */
    public static Map<String, String> of(RunRecord record, CamModel model) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("started", record.started());
        facts.put("cam4j", commit(record.environment().git()));
        facts.put("machine", machine(record.environment().device()));
        facts.put("libraries", libraries(record.environment().libraries()));
        facts.put("data fingerprint", record.dataFingerprint());
        facts.put("parameters", model.graph().numParams() + ", SHA-256 " + record.weightsHash());
        record.spec().forEach((name, value) -> facts.putIfAbsent(name, String.valueOf(value)));
        Map<String, String> origin = new LinkedHashMap<>(model.provenance());
        origin.remove("recipe"); // the settings above, in one line
        origin.forEach(facts::putIfAbsent);
        return facts;
    }

    private static String commit(Environment.GitState git) {
        return "commit " + git.commit() + (git.dirty() ? ", with uncommitted changes" : "");
    }

    private static String machine(Environment.Device device) {
        return String.format(
                Locale.ROOT,
                "%s, %s, %d cores, Java %s",
                device.system(),
                device.processor(),
                device.cores(),
                device.java());
    }

    private static String libraries(Map<String, String> versions) {
        return new TreeMap<>(versions)
                .entrySet().stream()
                        .map(library -> library.getKey() + " " + library.getValue())
                        .collect(Collectors.joining(", "));
    }
}
