package org.cam4j.datasets.internal;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Readable names by WordNet id, from lines such as {@code n01440764 tench, Tinca tinca}. */
public final class SynsetNames {
    private SynsetNames() {}

    /** The names in the order of the first of these files that is there; empty where none is. */
    public static Map<String, String> read(RootFolder root, String... files) throws IOException {
        Map<String, String> names = new LinkedHashMap<>();
        for (String file : files) {
            if (root.hasFile(file)) {
                for (String line : root.lines(file)) {
                    String[] idAndName = line.strip().split("\\s+", 2);
                    if (idAndName.length == 2) {
                        names.putIfAbsent(idAndName[0], idAndName[1]);
                    }
                }
                return names;
            }
        }
        return names;
    }
}
