package org.cam4j.datasets.internal.coco;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.cam4j.datasets.internal.TextFile;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.evaluation.Mask;
import org.jspecify.annotations.Nullable;

/**
 * An {@code instances_*.json} of COCO, read as a stream: of an object's outline only its place in the file stays in memory, and it is read again when a mask is asked
 * for.
 */
public final class CocoInstances {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int BUFFER = 1 << 16;
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /**
     * An image.
     *
     * @param file its name
     */
    public record Image(long id, String file, int width, int height) {}

    /**
     * One object, or a crowd of them.
     *
     * @param box x, y, width and height; empty where it has none
     * @param boxProblem what is found instead of a box; else empty
     * @param outline where it is
     */
    public record Item(
            long id, long image, int category, boolean crowd, double[] box, String boxProblem, OutlinePlace outline) {}

    /**
     * Where an outline is in the file.
     *
     * @param offset in bytes
     * @param missing whether there is none at all: the field is missing, null or an empty list
     * @param flat whether it is one polygon as a flat list
     * @param problem why it cannot be read; empty where it can
     */
    public record OutlinePlace(long offset, boolean missing, boolean flat, String problem, CocoOutline.Extent extent) {
        static final OutlinePlace MISSING =
                new OutlinePlace(-1, true, false, "it has no \"segmentation\".", CocoOutline.Extent.NONE);
    }

    private final Path file;
    private final Map<Long, Image> images = new LinkedHashMap<>();
    private final Map<Integer, String> categories = new TreeMap<>();
    private final List<Item> items = new ArrayList<>();

    /** The bytes before the text: those of a byte order mark. */
    private int start;

    private CocoInstances(Path file) {
        this.file = file;
    }

    /**
     * Reads the file once.
     *
     * @throws IOException that names file, line and byte when it is no such JSON, or ends too early
     */
    public static CocoInstances read(Path file) throws IOException {
        CocoInstances instances = new CocoInstances(file);
        Charset encoding = TextFile.encoding(file);
        if (!encoding.equals(StandardCharsets.UTF_8)) {
            throw new IOException(String.format(
                    Locale.ROOT, "%s: is text in %s, expected UTF-8; save it as UTF-8.", file, encoding.name()));
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
                JsonParser json = JSON.createParser(instances.withoutMark(in))) {
            try {
                instances.readAll(json);
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        String.format(
                                Locale.ROOT, "%s: before %s: %s", file, place(json.currentLocation()), e.getMessage()),
                        e);
            } catch (JsonProcessingException e) {
                throw new IOException(
                        String.format(
                                Locale.ROOT,
                                "%s: damaged or incomplete at %s: %s.",
                                file,
                                place(json.currentLocation()),
                                e.getOriginalMessage().lines().findFirst().orElse("")),
                        e);
            }
        }
        if (instances.categories.isEmpty() || instances.images.isEmpty()) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: has %d images and %d categories, expected some of both.",
                    file,
                    instances.images.size(),
                    instances.categories.size()));
        }
        return instances;
    }

    /** In the order of the file. */
    public Map<Long, Image> images() {
        return images;
    }

    /** Names by number, by rising number. */
    public Map<Integer, String> categories() {
        return categories;
    }

    /** In the order of the file. */
    public List<Item> items() {
        return items;
    }

    private static String place(JsonLocation location) {
        return String.format(Locale.ROOT, "line %d, byte %d", location.getLineNr(), location.getByteOffset());
    }

    private void readAll(JsonParser json) throws IOException {
        require(json, json.nextToken(), JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            boolean known = List.of("images", "annotations", "categories").contains(name);
            if (!known) {
                json.skipChildren();
                continue;
            }
            require(json, value, JsonToken.START_ARRAY);
            while (json.nextToken() == JsonToken.START_OBJECT) {
                switch (name) {
                    case "images" -> readImage(json);
                    case "annotations" -> readItem(json);
                    default -> readCategory(json);
                }
            }
            require(json, json.currentToken(), JsonToken.END_ARRAY);
        }
        require(json, json.currentToken(), JsonToken.END_OBJECT);
    }

    private void require(JsonParser json, JsonToken found, JsonToken expected) throws IOException {
        if (found != expected) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: %s at %s, expected %s; is it an instances_*.json of COCO?",
                    file,
                    found,
                    place(json.currentLocation()),
                    expected));
        }
    }

    /** Passes over a byte order mark, which Jackson's offsets would not count alike. */
    private InputStream withoutMark(InputStream in) throws IOException {
        in.mark(MARK.length);
        if (Arrays.equals(in.readNBytes(MARK.length), MARK)) {
            start = MARK.length;
        } else {
            in.reset();
        }
        return in;
    }

    private void readImage(JsonParser json) throws IOException {
        @Nullable Object id = null;
        @Nullable Object name = null;
        int width = 0;
        int height = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "id" -> id = JsonValues.read(json);
                case "file_name" -> name = JsonValues.read(json);
                case "width" -> width = JsonValues.integer("width", JsonValues.read(json));
                case "height" -> height = JsonValues.integer("height", JsonValues.read(json));
                default -> json.skipChildren();
            }
        }
        if (width < 1
                || height < 1
                || (long) width * height > ImageDecoder.MAXIMUM_PIXELS
                || !(name instanceof String known)
                || known.isEmpty()) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: image %s, '%s', of %d x %d ending at %s; expected a name and a size.",
                    file,
                    id,
                    name,
                    width,
                    height,
                    place(json.currentLocation())));
        }
        Image image = new Image(JsonValues.whole("id", id), known, width, height);
        @Nullable Image before = images.put(image.id(), image);
        if (before != null && !before.equals(image)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "image %d is '%s' and '%s'.", image.id(), before.file(), image.file()));
        }
    }

    private void readCategory(JsonParser json) throws IOException {
        @Nullable Object id = null;
        String name = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "id" -> id = JsonValues.read(json);
                case "name" -> name = String.valueOf(JsonValues.read(json));
                default -> json.skipChildren();
            }
        }
        int number = JsonValues.integer("id", id);
        @Nullable String before = categories.put(number, name);
        if (before != null && !before.equals(name)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "category %d is '%s' and '%s'.", number, before, name));
        }
    }

    private void readItem(JsonParser json) throws IOException {
        long id = -1;
        long image = -1;
        int category = -1;
        boolean crowd = false;
        double[] box = {};
        String boxProblem = "it has no \"bbox\".";
        OutlinePlace outline = OutlinePlace.MISSING;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "id" -> id = JsonValues.whole("id", JsonValues.read(json));
                case "image_id" -> image = JsonValues.whole("image_id", JsonValues.read(json));
                case "category_id" -> category = JsonValues.integer("category_id", JsonValues.read(json));
                case "iscrowd" -> crowd = JsonValues.flag("iscrowd", JsonValues.read(json));
                case "bbox" -> {
                    @Nullable Object value = JsonValues.read(json);
                    try {
                        box = JsonValues.numbers("bbox", value).stream()
                                .mapToDouble(Double::doubleValue)
                                .toArray();
                        boxProblem = "";
                    } catch (IllegalArgumentException e) {
                        boxProblem = String.valueOf(e.getMessage());
                    }
                }
                case "segmentation" -> outline = readOutline(json);
                default -> json.skipChildren();
            }
        }
        items.add(new Item(id, image, category, crowd, box, boxProblem, outline));
    }

    private OutlinePlace readOutline(JsonParser json) throws IOException {
        long offset = start + json.currentTokenLocation().getByteOffset();
        @Nullable Object value = JsonValues.read(json);
        try {
            CocoOutline outline = CocoOutline.of(value);
            return new OutlinePlace(offset, false, outline.isFlat(), "", outline.extent());
        } catch (IllegalArgumentException e) {
            boolean missing = value == null || value instanceof List<?> list && list.isEmpty();
            return new OutlinePlace(offset, missing, false, String.valueOf(e.getMessage()), CocoOutline.Extent.NONE);
        }
    }

    /** Why the outline of an object cannot be used; empty where it can. */
    public String outlineProblem(Item object) {
        OutlinePlace outline = object.outline();
        Image image = images.get(object.image());
        return !outline.problem().isEmpty() || image == null
                ? outline.problem()
                : outline.extent().problem(image.width(), image.height(), object.box());
    }

    /**
     * The union of objects; what a crowd covers and no object does is ignored.
     *
     * @param objects of one image, whose outlines have no problem
     * @throws IOException that names file and object when an outline cannot be read or does not fit the image
     */
    public Mask mask(List<Item> objects, Image image) throws IOException {
        byte[] pixels = new byte[image.width() * image.height()];
        for (boolean crowd : new boolean[] {true, false}) {
            for (Item object : objects) {
                if (object.crowd() == crowd) {
                    boolean[] marked = outline(object, image);
                    for (int i = 0; i < pixels.length; i++) {
                        pixels[i] = !marked[i] ? pixels[i] : crowd ? Mask.IGNORE : 1;
                    }
                }
            }
        }
        return new Mask(image.height(), image.width(), pixels);
    }

    private boolean[] outline(Item object, Image image) throws IOException {
        boolean[] marked = new boolean[image.width() * image.height()];
        try (InputStream whole = Files.newInputStream(file)) {
            whole.skipNBytes(object.outline().offset());
            try (JsonParser json = JSON.createParser(new BufferedInputStream(whole, BUFFER))) {
                json.nextToken();
                CocoOutline.of(JsonValues.read(json)).mark(marked, image.width(), image.height());
            }
            return marked;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "%s: annotation %d: its segmentation cannot be read: %s",
                            file,
                            object.id(),
                            String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
                    e);
        }
    }
}
