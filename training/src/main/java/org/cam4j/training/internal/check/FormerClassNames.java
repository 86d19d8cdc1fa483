package org.cam4j.training.internal.check;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The class names in models that were saved before a class was moved. Deeplearning4j writes the names of classes into a network's JSON, so a class that moves needs a
 * line here, or the models of earlier versions can no longer be read.
 */
public final class FormerClassNames {
    private static final Pattern QUOTED = Pattern.compile("\"(org\\.cam4j\\.[A-Za-z0-9.]{1,200})\"");

    private static final Map<String, String> NOW = moved(
            Map.of(
                    "pooling",
                    "GlobalAveragePooling GlobalMaxPooling LogSumExpPooling ThresholdedAveragePooling WeightedGlobalAveragePooling",
                    "merge",
                    "OrMerge",
                    "explain",
                    "Tap",
                    "attention",
                    "AttentionDropout ChannelSummary ClassAttention ClassConsistency ComplementaryMaps Erase EraseMostAttended Gate GroupMean GuidedMask MapSimilarity SeedFeatures"));

    private FormerClassNames() {}

    /** Classes that were in {@code org.cam4j.layers.vertex} until version 0.1, by the package that they are in now. */
    private static Map<String, String> moved(Map<String, String> classes) {
        Map<String, String> now = new TreeMap<>();
        classes.forEach((folder, names) -> {
            for (String name : names.split(" ", -1)) {
                now.put("org.cam4j.layers.vertex." + name, "org.cam4j.layers." + folder + "." + name);
            }
        });
        return Map.copyOf(now);
    }

    /** Former names and those that replace them. */
    static Map<String, String> all() {
        return NOW;
    }

    /** The JSON of a network with every former class name replaced. */
    public static String replaceIn(String json) {
        return QUOTED.matcher(json)
                .replaceAll(match ->
                        Matcher.quoteReplacement("\"" + NOW.getOrDefault(match.group(1), match.group(1)) + "\""));
    }
}
