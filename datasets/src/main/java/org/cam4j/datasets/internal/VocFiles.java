package org.cam4j.datasets.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the files of a VOC tree by the names in its lists. Names may have blanks and dots, images any ending of JPEG and PNG files. */
public final class VocFiles {
    private static final String IMAGES = "JPEGImages/";
    private static final String ANNOTATIONS = "Annotations/";
    private static final Pattern ENDING = Pattern.compile("(?i)\\.(jpe?g|png)$");
    /** The lists of one class in ImageSets/Main say behind every name whether the image shows it. */
    private static final Pattern WITH_FLAG = Pattern.compile("(.*\\S)\\s+(-1|0|1)");
    /** The lists that go with the segmentations of SBD name two files a line. */
    private static final Pattern TWO_FILES = Pattern.compile("(/?\\S+)\\s+/?Segmentation\\S+");

    private final RootFolder root;
    private final DatasetIndex index;
    private final Map<String, List<String>> images = new HashMap<>();

    public VocFiles(RootFolder root, DatasetIndex index) throws IOException {
        this.root = root;
        this.index = index;
        for (String file : root.files(IMAGES)) {
            if (RootFolder.isImage(file)) {
                images.computeIfAbsent(withoutEnding(file), name -> new ArrayList<>())
                        .add(file);
            }
        }
    }

    /** The names in a list, each once, without folders and endings; empty where the list is not there. */
    public Set<String> names(String list) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        if (root.hasFile(list)) {
            for (String line : root.lines(list)) {
                if (!line.isBlank()) {
                    names.add(name(line.strip()));
                }
            }
        }
        return names;
    }

    /** The name in a line: the whole line where there is an annotation of that name. */
    private String name(String line) throws IOException {
        String whole = withoutFolder(line);
        Matcher twoFiles = TWO_FILES.matcher(line);
        Matcher withFlag = WITH_FLAG.matcher(line);
        String part = whole;
        if (twoFiles.matches()) {
            part = withoutFolder(twoFiles.group(1));
        } else if (withFlag.matches()) {
            part = withoutFolder(withFlag.group(1));
        }
        for (String name : List.of(whole, withoutEnding(whole), part, withoutEnding(part))) {
            if (root.hasFile(annotation(name))) {
                return name;
            }
        }
        return withoutEnding(part);
    }

    /** The XML file of this name, whether it is there or not. */
    public static String annotation(String name) {
        return ANNOTATIONS + name + ".xml";
    }

    /**
     * The image of this name, or else the one that its annotation names.
     *
     * @throws IOException when there is none, or the annotation's leads out of the root
     */
    public String image(String name, BoxAnnotation annotation) throws IOException {
        List<String> found = images.getOrDefault(name, List.of());
        if (found.size() == 1 || found.contains(annotation.file())) {
            return IMAGES + (found.size() == 1 ? found.get(0) : annotation.file());
        }
        if (found.isEmpty()) {
            return namedByAnnotation(name, annotation);
        }
        index.note(
                annotation(name),
                String.format(
                        Locale.ROOT, "%s have its name; %s was taken.", String.join(" and ", found), found.get(0)));
        return IMAGES + found.get(0);
    }

    private String namedByAnnotation(String name, BoxAnnotation annotation) throws IOException {
        String named = IMAGES + annotation.file();
        if (!annotation.file().isEmpty() && RootFolder.isImage(named) && root.hasFile(named)) {
            index.note(
                    annotation(name),
                    String.format(Locale.ROOT, "no image has its name; %s was taken, as its <filename> says.", named));
            return root.path().relativize(root.resolve(named)).toString().replace('\\', '/');
        }
        throw new IOException(
                String.format(Locale.ROOT, "%s%s: no such image, expected .jpg, .jpeg or .png.", IMAGES, name));
    }

    /** The file of a mask, whether it is there or not. */
    public Path mask(String folder, String name) throws IOException {
        return root.resolve(folder + name + ".png");
    }

    private static String withoutFolder(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }

    private static String withoutEnding(String file) {
        return ENDING.matcher(file).replaceFirst("");
    }
}
