package org.cam4j.training.network;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cam4j.training.model.CamModel;

/**
 * The 1000 classes of ILSVRC 2012 (ImageNet), in the order of their labels, which is that of their WordNet ids. The names are WordNet's;
 * the resource {@code LICENSE-imagenet-classes.txt} states source and license.
 */
public final class ImageNetClasses {
    private static final String RESOURCE = "imagenet-classes.tsv";
    private static final int COUNT = 1000;
    private static final String ASSUMED_KEY = "classNames";
    private static final String ASSUMED = "ImageNet, assumed";

    private ImageNetClasses() {}

    /**
     * One class.
     *
     * @param id of the WordNet synset, such as {@code n02124075}
     * @param shortName unique, such as {@code Egyptian cat} or {@code crane (bird)}
     * @param fullName every word of the synset, separated by commas
     */
    public record ImageNetClass(String id, String shortName, String fullName) {
        /** The full name; the short name precedes it if the full name does not begin with it. */
        public String name() {
            return fullName.split(",", 2)[0].equals(shortName) ? fullName : shortName + ", " + fullName;
        }
    }

    /** Every class, in the order of the labels 0 to 999. */
    public static List<ImageNetClass> all() {
        try (InputStream stream = Objects.requireNonNull(ImageNetClasses.class.getResourceAsStream(RESOURCE));
                BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(line -> line.split("\t", -1))
                    .map(cells -> new ImageNetClass(cells[0], cells[1], cells[2]))
                    .toList();
        } catch (IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
    }

    /** The names of a network's classes: {@link ImageNetClass#name} of each. */
    public static List<String> names() {
        return all().stream().map(ImageNetClass::name).toList();
    }

    /** Whether a network has these names because its file holds none and it has as many classes. */
    public static boolean areAssumed(CamModel model) {
        return ASSUMED.equals(model.provenance().get(ASSUMED_KEY));
    }

    /** Gives ImageNet's names to a network of 1000 classes without names, and notes it; any other network stays as it is. */
    static CamModel assume(CamModel model) {
        boolean unnamed = model.classNames().size() == COUNT
                && model.outputs() == CamModel.Outputs.CLASSES
                && model.classNames().equals(CamModel.numberedClasses(COUNT));
        return unnamed ? model.withClassNames(names()).withProvenance(Map.of(ASSUMED_KEY, ASSUMED)) : model;
    }
}
