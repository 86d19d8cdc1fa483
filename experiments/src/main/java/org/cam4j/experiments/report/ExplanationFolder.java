package org.cam4j.experiments.report;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.cam4j.datasets.PixelImage;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.maps.Npy;
import org.cam4j.experiments.report.picture.ContactSheet;
import org.cam4j.experiments.report.picture.Pictures;
import org.cam4j.layers.explain.ColorMap;
import org.cam4j.layers.explain.Overlay;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.localize.ImageMaps;
import org.cam4j.training.run.RunFolder;

/**
 * What {@code explain} leaves behind, for any number of images:
 *
 * <pre>
 * spec.json                      what made it; written with the first image
 * images/ID/CLASS.METHOD.png     overlay with boxes, in the size of the image
 * images/ID/CLASS.METHOD.npy     the map as the method gave it
 * images/ID/sheet.png            the image beside its overlays, a class a row
 * images/ID/explanation.json     written last: the image is complete
 * sheets/N.png                   contact sheets of all images
 * explanations.json, index.html
 * </pre>
 *
 * <p>An interrupted run leaves complete images and perhaps one that lacks its {@code explanation.json}, which is made again. Nothing is kept in memory of an image
 * that is written.
 */
public final class ExplanationFolder implements Closeable {
    /** The page that shows everything. */
    public static final String PAGE = "index.html";

    /** The side of the pictures in an image's sheet and in a contact sheet. */
    private static final int TILE = 224;

    private static final int SMALL_TILE = 160;
    private static final int LINES = 20;
    private static final int COLUMNS = 12;
    /** Fewer images than this stand one below the other on a contact sheet, so that a page shows them in full size. */
    private static final int FEW = 5;

    /** With more images than this a page of all their sheets would be too much for a browser; the contact sheets remain. */
    private static final int MOST_ON_PAGE = 100;

    private static final String SPEC = "spec.json";
    private static final String RECORD = "explanation.json";
    private static final String SHEET = "sheet.png";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What to do with the explanations of an earlier run. */
    public enum Existing {
        /** Refuse to write. */
        REFUSE,
        /** Keep complete images and add the missing ones. */
        RESUME,
        /** Delete them first. */
        REPLACE
    }

    private final RunFolder folder;
    private final RunFolder.Lock lock;
    private final Map<String, Object> spec;
    private final List<String> classNames;
    private final OutputKind kind;
    private final ColorMap colors;
    private final List<String> columns = new ArrayList<>(List.of("image"));

    private ExplanationFolder(
            RunFolder folder,
            RunFolder.Lock lock,
            Map<String, Object> spec,
            List<String> classNames,
            OutputKind kind,
            List<String> methods,
            ColorMap colors) {
        this.folder = folder;
        this.lock = lock;
        this.spec = spec;
        this.classNames = classNames;
        this.kind = kind;
        this.colors = colors;
        columns.addAll(methods);
    }

    /**
     * Opens or makes the folder, and keeps other processes from writing to it until it is closed.
     *
     * @param spec every choice that decides what is written, by name; what JSON can hold
     * @param classNames one name a class
     * @param kind of the network's output, which says how its values are written
     * @param methods the ids of the methods in their order
     * @param existing what happens to explanations that are there
     * @throws IllegalArgumentException if explanations are there and must not be, or they are to be resumed with another spec; the message says what differs
     * @throws IOException in one line, also when another process is writing to the folder
     */
    public static ExplanationFolder open(
            Path path,
            Map<String, Object> spec,
            List<String> classNames,
            OutputKind kind,
            List<String> methods,
            ColorMap colors,
            Existing existing)
            throws IOException {
        RunFolder folder = RunFolder.open(path);
        RunFolder.Lock lock = folder.lock();
        boolean opened = false;
        try {
            Map<String, Object> own = begin(folder, spec, existing);
            opened = true;
            return new ExplanationFolder(folder, lock, own, classNames, kind, methods, colors);
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    /** The spec as JSON holds it; the folder is empty or holds explanations of the same spec. */
    private static Map<String, Object> begin(RunFolder folder, Map<String, Object> spec, Existing existing)
            throws IOException {
        Map<String, Object> own = JSON.convertValue(spec, new TypeReference<TreeMap<String, Object>>() {});
        if (Files.exists(folder.file(SPEC))) {
            if (existing == Existing.REPLACE) {
                deleteAll(folder);
                return own;
            }
            if (existing == Existing.REFUSE) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s holds the explanations of an earlier run: continue it with --resume, replace it with --force, or name another --out.",
                        folder.path()));
            }
            requireEqual(read(folder.file(SPEC), new TypeReference<TreeMap<String, Object>>() {}), own, folder.path());
        }
        return own;
    }

    /** Deletes what {@link #add} and {@link #finish} wrote; other files stay. */
    private static void deleteAll(RunFolder folder) throws IOException {
        Path images = folder.file("images");
        if (Files.isDirectory(images, LinkOption.NOFOLLOW_LINKS)) {
            List<Path> records;
            try (Stream<Path> files = Files.walk(images)) {
                records = files.filter(file -> file.endsWith(RECORD)).toList();
            }
            for (Path record : records) {
                Path image = Objects.requireNonNull(record.getParent());
                for (Explained explained : read(record, new TypeReference<List<Explained>>() {})) {
                    for (String name : List.of(explained.overlay(), explained.map())) {
                        if (image.equals(folder.file(name).getParent())) {
                            folder.delete(name);
                        }
                    }
                }
                Files.deleteIfExists(image.resolve(SHEET));
                Files.delete(record);
            }
        }
        Path sheets = folder.file("sheets");
        if (Files.isDirectory(sheets, LinkOption.NOFOLLOW_LINKS)) {
            for (int sheet = 1; Files.deleteIfExists(sheets.resolve(sheet + ".png")); ) {
                sheet++;
            }
        }
        for (String name : List.of(PAGE, "explanations.json", SPEC)) {
            folder.delete(name);
        }
    }

    private static void requireEqual(Map<String, Object> before, Map<String, Object> now, Path path) {
        List<String> differences = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(now.keySet());
        for (String name : names) {
            String was = String.valueOf(before.get(name));
            String is = String.valueOf(now.get(name));
            if (!was.equals(is)) {
                differences.add(String.format(Locale.ROOT, "%s was %s and is %s", name, was, is));
            }
        }
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s holds explanations that were made with other options: %s. Use the same options, --force to replace them, or another --out.",
                    path,
                    String.join("; ", differences)));
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    /** Whether everything of this image is written. */
    public boolean has(String image) {
        return Files.exists(folder.file(record(image)));
    }

    /** Writes all of an image. */
    public void add(ImageMaps located) throws IOException {
        if (!Files.exists(folder.file(SPEC))) {
            folder.writeJson(SPEC, spec);
        }
        String id = located.sample().id();
        PixelImage pixels = located.pixels();
        List<Box> truth = located.sample().boxes().stream()
                .map(box -> box.scaled(
                        located.sample().width(), located.sample().height(), pixels.width(), pixels.height()))
                .toList();
        BufferedImage small = Pictures.fitted(Pictures.of(pixels), TILE);
        drawBoxes(small, pixels, truth, List.of());
        ContactSheet sheet = new ContactSheet(columns, TILE);
        List<Explained> explained = new ArrayList<>();
        for (ImageMaps.ClassMaps one : located.classes()) {
            List<BufferedImage> tiles = new ArrayList<>(List.of(small));
            String name = classNames.get(one.label());
            double probability = located.probabilities()[one.label()];
            for (Map.Entry<String, ScoreMap> entry : one.maps().entrySet()) {
                String stem = String.format(Locale.ROOT, "images/%s/%d.%s", id, one.label(), entry.getKey());
                boolean constant = entry.getValue().isConstant();
                List<Box> boxes = constant
                        ? List.of()
                        : List.of(Boxes.largest(entry.getValue(), Boxes.ZHOU, pixels.height(), pixels.width()));
                BufferedImage overlay = Pictures.overlay(pixels, entry.getValue(), colors);
                BufferedImage tile = Pictures.fitted(overlay, TILE);
                drawBoxes(tile, pixels, truth, boxes);
                drawBoxes(overlay, pixels, truth, boxes);
                if (constant) {
                    Pictures.drawText(tile, "constant map");
                    Pictures.drawText(overlay, "constant map");
                }
                Pictures.write(overlay, folder, stem + ".png");
                folder.writeBytes(stem + ".npy", Npy.bytes(entry.getValue()));
                tiles.add(tile);
                explained.add(new Explained(
                        id,
                        one.label(),
                        name,
                        probability,
                        entry.getKey(),
                        boxes.stream().flatMap(box -> corners(box).stream()).toList(),
                        truth.stream().map(ExplanationFolder::corners).toList(),
                        stem + ".png",
                        stem + ".npy",
                        constant ? Explained.CONSTANT : ""));
            }
            sheet.add(labels(explained.get(explained.size() - 1)), tiles);
        }
        Pictures.write(sheet.draw(1), folder, sheet(id));
        folder.writeJson(record(id), explained);
    }

    /** Everything of these images, in their order, read from the folder one image at a time. */
    public Iterable<Explained> explanations(List<String> images) {
        return () ->
                images.stream().flatMap(image -> explanations(image).stream()).iterator();
    }

    /** Writes the contact sheets, the list of all explanations and the page. */
    public void finish(List<String> images, String title) throws IOException {
        folder.writeJson("explanations.json", explanations(images));
        HtmlPage page = new HtmlPage(title)
                .paragraph("Green: ground truth, where it is known. Red: the box around the largest region of the map"
                        + " above 20 % of its range. The contact sheets show the first class of every image.");
        int abreast = images.size() < FEW ? 1 : Math.max(1, COLUMNS / columns.size());
        int onSheet = LINES * abreast;
        for (int start = 0; start < images.size(); start += onSheet) {
            List<String> part = images.subList(start, Math.min(images.size(), start + onSheet));
            ContactSheet sheet = new ContactSheet(columns, SMALL_TILE);
            for (String image : part) {
                Explained first = explanations(image).get(0);
                sheet.add(labels(first), tiles(image));
            }
            String name = String.format(Locale.ROOT, "sheets/%d.png", start / onSheet + 1);
            Pictures.write(sheet.draw(abreast), folder, name);
            page.picture(
                    name,
                    String.format(Locale.ROOT, "Images %d to %d of %d", start + 1, start + part.size(), images.size()));
        }
        if (images.size() <= MOST_ON_PAGE) {
            page.heading("Every image");
            for (String image : images) {
                page.picture(sheet(image), image + ": " + caption(explanations(image)));
            }
        }
        page.write(folder, PAGE);
    }

    /** The first row of an image's sheet. */
    private List<BufferedImage> tiles(String image) throws IOException {
        BufferedImage sheet = Pictures.read(folder.file(sheet(image)));
        int classes = explanations(image).size() / (columns.size() - 1);
        List<BufferedImage> tiles = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            tiles.add(ContactSheet.tile(sheet, classes, column, TILE));
        }
        return tiles;
    }

    private List<Explained> explanations(String image) {
        try {
            return read(folder.file(record(image)), new TypeReference<List<Explained>>() {});
        } catch (IOException failure) {
            throw new UncheckedIOException(failure.getMessage(), failure);
        }
    }

    /** Boxes in pixels of the image on a picture of it in any size; small pictures are drawn on anew, so that lines stay lines. */
    private static void drawBoxes(BufferedImage picture, PixelImage image, List<Box> truth, List<Box> predicted) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        truth.forEach(box ->
                Overlay.drawBox(picture, box.scaled(image.width(), image.height(), width, height), Pictures.TRUTH));
        predicted.forEach(box -> Overlay.drawBox(
                picture, box.scaled(image.width(), image.height(), width, height), Pictures.PREDICTION));
    }

    private static <T> T read(Path file, TypeReference<T> type) throws IOException {
        try {
            return JSON.readValue(Files.readString(file), type);
        } catch (JacksonException malformed) {
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "%s is damaged: %s. Delete it and go on with --resume.",
                            file,
                            malformed.getOriginalMessage()),
                    malformed);
        }
    }

    private String caption(List<Explained> explained) {
        return String.join(
                "; ",
                explained.stream()
                        .map(one -> one.method() + ", " + one.className() + " " + kind.text(one.probability())
                                + (one.note().isEmpty() ? "" : " (" + one.note() + ")"))
                        .toList());
    }

    /** What stands left of a row of pictures. */
    private List<String> labels(Explained explained) {
        return List.of(firstName(explained.className()), kind.text(explained.probability()), explained.image());
    }

    /** The first synonym of a class name such as "cock, rooster". */
    private static String firstName(String className) {
        return className.split(", ", 2)[0];
    }

    private static List<Integer> corners(Box box) {
        return List.of(box.x0(), box.y0(), box.x1(), box.y1());
    }

    private static String record(String image) {
        return "images/" + image + "/" + RECORD;
    }

    private static String sheet(String image) {
        return "images/" + image + "/" + SHEET;
    }
}
