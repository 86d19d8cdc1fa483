package org.cam4j.datasets.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrientationTest {
    /** The upright picture: the letter F, 3 columns and 4 rows, which no turn or mirror leaves as it is. */
    private static final String[] UPRIGHT = {"###", "#..", "##.", "#.."};

    @TempDir
    private Path folder;

    /** How the table of CIPA DC-008 stores the F: what the 0th row and 0th column show is top, bottom, left or right of the scene. */
    @ParameterizedTest
    @CsvSource({
        "1, ### #.. ##. #..", // rows from the top, columns from the left
        "2, ### ..# .## ..#", // top, right
        "3, ..# .## ..# ###", // bottom, right
        "4, #.. ##. #.. ###", // bottom, left
        "5, #### #.#. #...", // left, top
        "6, #... #.#. ####", // right, top
        "7, ...# .#.# ####", // right, bottom
        "8, #### .#.# ...#" // left, bottom
    })
    void everyOrientationIsTurnedUpright(int orientation, String stored) throws IOException {
        String[] rows = stored.split(" ");
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            Path png = Files.write(folder.resolve("f.png"), withChunk(png(rows, 1), tiff(order, orientation, 3, 8)));
            assertThat(Orientation.read(png)).isEqualTo(orientation);
            assertThat(letters(ImageDecoder.decodeUpright(png))).containsExactly(UPRIGHT);
            assertThat(letters(ImageDecoder.decode(png))).containsExactly(rows);

            Path jpeg = Files.write(folder.resolve("f.jpg"), withSegment(jpeg(rows), tiff(order, orientation, 3, 8)));
            assertThat(Orientation.read(jpeg)).isEqualTo(orientation);
            assertThat(letters(ImageDecoder.decodeUpright(jpeg))).containsExactly(enlarged(UPRIGHT));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 6000, -1})
    void anUnknownOrientationCountsAsUpright(int orientation) throws IOException {
        assertThat(orientationOf(tiff(ByteOrder.BIG_ENDIAN, orientation, 3, 8))).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 9, 20, 26, 0x7FFFFFFF, -1, -8})
    void anOffsetThatLeadsAnywhereIsHarmless(int offset) throws IOException {
        assertThat(orientationOf(tiff(ByteOrder.LITTLE_ENDIAN, 6, 3, offset))).isEqualTo(1);
    }

    @Test
    void aCutSegmentIsHarmless() throws IOException {
        byte[] whole = tiff(ByteOrder.BIG_ENDIAN, 6, 3, 8);
        for (int length = 0; length < 20; length++) {
            assertThat(orientationOf(java.util.Arrays.copyOf(whole, length))).isEqualTo(1);
        }
    }

    @Test
    void anotherSegmentOfTheSameMarkerIsPassedOver() throws IOException {
        byte[] xmp = "http://ns.adobe.com/xap/1.0/\0<x/>".getBytes(StandardCharsets.US_ASCII);
        byte[] jpeg = withSegment(jpeg(UPRIGHT), tiff(ByteOrder.BIG_ENDIAN, 8, 3, 8));
        Path file = Files.write(folder.resolve("xmp.jpg"), insert(jpeg, 2, segment(xmp)));
        assertThat(Orientation.read(file)).isEqualTo(8);
    }

    @Test
    void aFileWithoutTheTagIsUpright() throws IOException {
        assertThat(Orientation.read(Files.write(folder.resolve("a.jpg"), jpeg(UPRIGHT))))
                .isEqualTo(1);
        assertThat(Orientation.read(Files.write(folder.resolve("a.png"), png(UPRIGHT, 1))))
                .isEqualTo(1);
    }

    private int orientationOf(byte[] tiff) throws IOException {
        return Orientation.read(Files.write(folder.resolve("any.jpg"), withSegment(jpeg(UPRIGHT), tiff)));
    }

    /** A TIFF header with one directory of one entry, the orientation. */
    private static byte[] tiff(ByteOrder order, int orientation, int type, int offset) {
        ByteBuffer tiff = ByteBuffer.allocate(26).order(order);
        tiff.putShort((short) (order == ByteOrder.BIG_ENDIAN ? 0x4D4D : 0x4949)).putShort((short) 42);
        tiff.putInt(offset).putShort((short) 1);
        tiff.putShort((short) 0x0112).putShort((short) type).putInt(1).putShort((short) orientation);
        return tiff.array();
    }

    private static byte[] withSegment(byte[] jpeg, byte[] tiff) throws IOException {
        ByteArrayOutputStream exif = new ByteArrayOutputStream();
        exif.writeBytes("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
        exif.writeBytes(tiff);
        return insert(jpeg, 2, segment(exif.toByteArray()));
    }

    private static byte[] segment(byte[] payload) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(0xFFE1);
        out.writeShort(payload.length + 2);
        out.write(payload);
        return bytes.toByteArray();
    }

    /** The chunk eXIf after the header chunk. */
    private static byte[] withChunk(byte[] png, byte[] tiff) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        byte[] typed = ByteBuffer.allocate(4 + tiff.length)
                .put("eXIf".getBytes(StandardCharsets.US_ASCII))
                .put(tiff)
                .array();
        CRC32 checksum = new CRC32();
        checksum.update(typed);
        out.writeInt(tiff.length);
        out.write(typed);
        out.writeInt((int) checksum.getValue());
        return insert(png, 33, bytes.toByteArray());
    }

    private static byte[] insert(byte[] file, int at, byte[] part) {
        return ByteBuffer.allocate(file.length + part.length)
                .put(file, 0, at)
                .put(part)
                .put(file, at, file.length - at)
                .array();
    }

    /** Blocks of 16 pixels, so that JPEG keeps them apart. */
    private static byte[] jpeg(String[] rows) throws IOException {
        return image(rows, 16, "jpg");
    }

    private static byte[] png(String[] rows, int side) throws IOException {
        return image(rows, side, "png");
    }

    private static byte[] image(String[] rows, int side, String format) throws IOException {
        BufferedImage image =
                new BufferedImage(side * rows[0].length(), side * rows.length, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.setRGB(x, y, rows[y / side].charAt(x / side) == '#' ? 0xFFFFFF : 0);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, format, bytes);
        return bytes.toByteArray();
    }

    private static String[] letters(PixelImage image) {
        String[] rows = new String[image.height()];
        for (int y = 0; y < rows.length; y++) {
            StringBuilder row = new StringBuilder();
            for (int x = 0; x < image.width(); x++) {
                row.append((image.rgb()[3 * (y * image.width() + x)] & 255) > 127 ? '#' : '.');
            }
            rows[y] = row.toString();
        }
        return rows;
    }

    private static String[] enlarged(String[] rows) {
        String[] large = new String[16 * rows.length];
        for (int y = 0; y < large.length; y++) {
            large[y] = rows[y / 16].replace("#", "#".repeat(16)).replace(".", ".".repeat(16));
        }
        return large;
    }
}
