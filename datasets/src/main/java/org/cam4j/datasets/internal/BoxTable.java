package org.cam4j.datasets.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.datasets.internal.image.ImageHeader;
import org.cam4j.evaluation.Box;

/**
 * The file {@code boxes.csv} of a folder of images: comma-separated values (RFC 4180) with a header that names the columns {@value #COLUMNS} in any order, and several lines
 * an image where it has several boxes. Without a header the columns are taken in this order, which is noted. Other columns are passed over.
 */
public final class BoxTable {
    public static final String FILE = "boxes.csv";
    static final String COLUMNS = "file,x0,y0,x1,y1";

    /**
     * The boxes of one image.
     *
     * @param where the line that names it first
     */
    public record Boxes(String where, ImageSize size, List<Box> boxes) {}

    private final RootFolder root;
    private final DatasetIndex index;
    private final Map<String, Boxes> boxes = new LinkedHashMap<>();
    private List<Integer> places = List.of(0, 1, 2, 3, 4);
    private int fields = 5;
    private boolean started;
    private boolean usable = true;

    private BoxTable(RootFolder root, DatasetIndex index) {
        this.root = root;
        this.index = index;
    }

    /** Reads the table, by the paths of the images from the root; empty where there is none. What is wrong with a line is noted. */
    public static Map<String, Boxes> read(RootFolder root, DatasetIndex index) throws IOException {
        BoxTable table = new BoxTable(root, index);
        if (root.hasFile(FILE)) {
            root.forEachEntry(FILE, CsvTable::fields, index, table::read);
        }
        return table.boxes;
    }

    private void read(Entry entry) throws IOException {
        if (!started) {
            started = true;
            if (entry.fields().stream().noneMatch(BoxTable::isNumber)) {
                readHeader(entry);
                return;
            }
            index.note(
                    entry.where(), String.format(Locale.ROOT, "has no header; its columns are taken as %s.", COLUMNS));
        }
        if (!usable) {
            return; // which the header's line says
        }
        entry.require(fields, fields == 5 ? "file, x0, y0, x1, y1" : "as many as the header has");
        List<String> ordered = new ArrayList<>();
        for (int place : places) {
            ordered.add(
                    ordered.isEmpty()
                            ? entry.fields().get(place)
                            : whole(entry.fields().get(place)));
        }
        Entry line = new Entry(entry.where(), ordered);
        Path path = root.resolve(line.text(0));
        String file = root.path().relativize(path).toString().replace(File.separatorChar, '/');
        Boxes known = boxes.get(file);
        if (known == null) {
            ImageHeader header = ImageHeader.read(path);
            known = new Boxes(entry.where(), new ImageSize(header.width(), header.height()), new ArrayList<>());
            boxes.put(file, known);
        }
        known.boxes.add(line.box(1, known.size, index));
    }

    private void readHeader(Entry header) {
        List<String> names = header.fields().stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        places = List.of(COLUMNS.split(",", -1)).stream().map(names::indexOf).toList();
        fields = names.size();
        if (places.contains(-1) || names.stream().distinct().count() < fields) {
            usable = false;
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the header is '%s', expected the columns %s, separated by commas; no box of the file is used.",
                    String.join(",", header.fields()),
                    COLUMNS));
        }
    }

    private static boolean isNumber(String field) {
        return field.strip().matches("[-+]?[0-9]+([.,][0-9]*)?");
    }

    /** A whole number that is written as a decimal, such as 1.0, without its point. */
    private static String whole(String field) {
        return field.strip().matches("[-+]?[0-9]+\\.0*") ? field.strip().replaceFirst("\\..*", "") : field;
    }
}
