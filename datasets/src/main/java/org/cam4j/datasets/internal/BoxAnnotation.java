package org.cam4j.datasets.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.cam4j.evaluation.Box;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * The XML file of one image, as ILSVRC and PASCAL VOC write it. Document types, and with them every entity, are refused.
 *
 * @param file the name of the image as the annotation gives it, unchecked; empty where it gives none
 * @param width columns of the annotated image, at least 1
 * @param height rows of it
 * @param objects in the order of the file
 */
public record BoxAnnotation(String file, int width, int height, List<Item> objects) {
    private static final long MAXIMUM_BYTES = 4L << 20;

    /**
     * One object.
     *
     * @param name its class
     * @param corners x0, y0, x1 and y1, unchecked; empty where they cannot be read
     * @param problem why they cannot be read; else empty
     * @param difficult whether its annotator marked it as difficult to recognize
     */
    public record Item(String name, List<Integer> corners, String problem, boolean difficult) {}

    /**
     * Reads a file.
     *
     * @throws IOException with a message that does not name the file, when it is damaged or a number is missing
     */
    public static BoxAnnotation read(Path file) throws IOException {
        long bytes = Files.size(file);
        if (bytes > MAXIMUM_BYTES) {
            throw new IOException(
                    String.format(Locale.ROOT, "has %d bytes, expected at most %d.", bytes, MAXIMUM_BYTES));
        }
        try (InputStream in = Files.newInputStream(file)) {
            Element root = builder().parse(in).getDocumentElement();
            Element size = child(root, "size");
            int width = number(size, "width");
            int height = number(size, "height");
            if (width < 1 || height < 1) {
                throw new IOException(
                        String.format(Locale.ROOT, "size %d x %d, expected at least 1 x 1.", width, height));
            }
            List<Item> objects = new ArrayList<>();
            NodeList nodes = root.getElementsByTagName("object");
            for (int i = 0; i < nodes.getLength(); i++) {
                Element object = (Element) nodes.item(i);
                objects.add(item(object, i + 1));
            }
            return new BoxAnnotation(text(root, "filename"), width, height, objects);
        } catch (SAXParseException e) {
            throw new IOException(
                    String.format(Locale.ROOT, "line %d is not valid XML: %s", e.getLineNumber(), e.getMessage()), e);
        } catch (SAXException e) {
            throw new IOException("is not valid XML: " + e.getMessage(), e);
        }
    }

    private static Item item(Element object, int number) throws IOException {
        String name = child(object, "name").getTextContent().strip();
        boolean difficult = ownText(object, "difficult").equals("1");
        try {
            Element box = child(object, "bndbox");
            List<Integer> corners =
                    List.of(number(box, "xmin"), number(box, "ymin"), number(box, "xmax"), number(box, "ymax"));
            return new Item(name, corners, "", difficult);
        } catch (IOException e) {
            String problem = String.format(
                    Locale.ROOT, "object %d, '%s', is used without a box: %s", number, name, e.getMessage());
            return new Item(name, List.of(), problem, difficult);
        }
    }

    /**
     * The boxes of a class's objects, cut at the edges of the image; what is wrong with one is noted.
     *
     * @param first the number that the annotation gives the first column and row: 0 or 1
     * @param where the annotation's file
     */
    public List<Box> boxes(String className, int first, DatasetIndex index, String where) {
        List<Box> boxes = new ArrayList<>();
        for (Item object : objects) {
            if (!object.name().equals(className)) {
                continue;
            }
            if (object.corners().isEmpty()) {
                index.skip(where, object.problem());
                continue;
            }
            try {
                Box box = new Box(
                        object.corners().get(0) - first,
                        object.corners().get(1) - first,
                        object.corners().get(2) - first,
                        object.corners().get(3) - first);
                boxes.add(new ImageSize(width, height).clip(index, where, box));
            } catch (IllegalArgumentException e) {
                index.skip(where, String.valueOf(e.getMessage()));
            }
        }
        return boxes;
    }

    private static DocumentBuilder builder() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler()); // the default one prints
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("The JDK's own XML parser has these features.", e);
        }
    }

    private static Element child(Element parent, String name) throws IOException {
        Element child = ownChild(parent, name);
        if (child == null) {
            throw new IOException(String.format(Locale.ROOT, "<%s> has no <%s>.", parent.getTagName(), name));
        }
        return child;
    }

    private static @Nullable Element ownChild(Element parent, String name) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                return element; // a child of its own: the parts of an object have names and boxes too
            }
        }
        return null;
    }

    /** The text of a child; empty where there is none. */
    private static String ownText(Element parent, String name) {
        Element child = ownChild(parent, name);
        return child == null ? "" : child.getTextContent().strip();
    }

    /** The text of the first element of this name anywhere below; empty where there is none. */
    private static String text(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        return nodes.getLength() == 0 ? "" : nodes.item(0).getTextContent().strip();
    }

    private static int number(Element parent, String name) throws IOException {
        String text = child(parent, name).getTextContent().strip();
        try {
            return text.matches("-?[0-9]{1,9}\\.[0-9]*") // as a few files of VOC 2012 have them
                    ? (int) Math.round(Double.parseDouble(text))
                    : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IOException(String.format(Locale.ROOT, "<%s> is '%s', expected a whole number.", name, text), e);
        }
    }
}
