package org.cam4j.datasets.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.cam4j.datasets.Mask;
import org.cam4j.datasets.pixels.ImageDecoder;

/**
 * An {@code instances_*.json} of COCO, read as a stream: of an object's outline only its place in the file stays in memory, and it is read again when a mask is asked
 * for.
 */
final class CocoInstances {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int BUFFER = 1 << 16;

    /**
     * An image.
     *
     * @param file its name
     */
    record Image(long id, String file, int width, int height) {}

    /**
     * One object, or a crowd of them.
     *
     * @param box x, y, width and height
     * @param offset of its segmentation in the file, in bytes; -1 where it has none
     */
    record Item(long id, long image, int category, boolean crowd, double[] box, long offset) {}

    private final Path file;
    private final Map<Long, Image> images = new LinkedHashMap<>();
    private final Map<Integer, String> categories = new TreeMap<>();
    private final List<Item> items = new ArrayList<>();

    private CocoInstances(Path file) {
        this.file = file;
    }

    /**
     * Reads the file once.
     *
     * @throws IOException that names file, line and byte when it is no such JSON, or ends too early
     */
    static CocoInstances read(Path file) throws IOException {
        CocoInstances instances = new CocoInstances(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
                JsonParser json = JSON.createParser(in)) {
            try {
                instances.readAll(json);
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
    Map<Long, Image> images() {
        return images;
    }

    /** Names by number, by rising number. */
    Map<Integer, String> categories() {
        return categories;
    }

    /** In the order of the file. */
    List<Item> items() {
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

    private void readImage(JsonParser json) throws IOException {
        long id = -1;
        String name = "";
        int width = 0;
        int height = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "id" -> id = json.getLongValue();
                case "file_name" -> name = String.valueOf(json.getText());
                case "width" -> width = json.getIntValue();
                case "height" -> height = json.getIntValue();
                default -> json.skipChildren();
            }
        }
        if (width < 1 || height < 1 || (long) width * height > ImageDecoder.MAXIMUM_PIXELS || name.isEmpty()) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: image %d, '%s', of %d x %d ending at %s; expected a name and a size.",
                    file,
                    id,
                    name,
                    width,
                    height,
                    place(json.currentLocation())));
        }
        images.put(id, new Image(id, name, width, height));
    }

    private void readCategory(JsonParser json) throws IOException {
        int id = -1;
        String name = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "id" -> id = json.getIntValue();
                case "name" -> name = String.valueOf(json.getText());
                default -> json.skipChildren();
            }
        }
        categories.put(id, name);
    }

    private void readItem(JsonParser json) throws IOException {
        long id = -1;
        long image = -1;
        int category = -1;
        boolean crowd = false;
        double[] box = {};
        long offset = -1;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "id" -> id = json.getLongValue();
                case "image_id" -> image = json.getLongValue();
                case "category_id" -> category = json.getIntValue();
                case "iscrowd" -> crowd = json.getIntValue() != 0;
                case "bbox" ->
                    box = numbers(json).stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray();
                case "segmentation" -> {
                    offset = json.currentTokenLocation().getByteOffset();
                    json.skipChildren();
                }
                default -> json.skipChildren();
            }
        }
        items.add(new Item(id, image, category, crowd, box, offset));
    }

    private static List<Double> numbers(JsonParser json) throws IOException {
        List<Double> numbers = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            numbers.add(json.getDoubleValue());
        }
        return numbers;
    }

    /**
     * The union of objects; what a crowd covers and no object does is ignored.
     *
     * @param objects of one image
     * @throws IOException that names file and object when an outline cannot be read or does not fit the image
     */
    Mask mask(List<Item> objects, Image image) throws IOException {
        byte[] pixels = new byte[image.width() * image.height()];
        for (boolean crowd : new boolean[] {true, false}) {
            for (Item object : objects) {
                if (object.crowd() == crowd && object.offset() >= 0) {
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
            whole.skipNBytes(object.offset());
            try (JsonParser json = JSON.createParser(new BufferedInputStream(whole, BUFFER))) {
                if (json.nextToken() == JsonToken.START_ARRAY) {
                    while (json.nextToken() == JsonToken.START_ARRAY) {
                        RunLength.mark(numbers(json), marked, image.width(), image.height());
                    }
                } else {
                    markRuns(json, marked, image);
                }
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

    private static void markRuns(JsonParser json, boolean[] marked, Image image) throws IOException {
        long[] runs = {};
        List<Double> size = List.of();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            if (field.equals("size")) {
                size = numbers(json);
            } else if (field.equals("counts") && value == JsonToken.VALUE_STRING) {
                runs = RunLength.runs(json.getText());
            } else if (field.equals("counts")) {
                runs = numbers(json).stream().mapToLong(Double::longValue).toArray();
            } else {
                json.skipChildren();
            }
        }
        if (!size.equals(Arrays.asList((double) image.height(), (double) image.width()))) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "a mask of the size %s, expected rows and columns of its image, %d and %d.",
                    size,
                    image.height(),
                    image.width()));
        }
        RunLength.mark(runs, marked, image.width(), image.height());
    }
}
