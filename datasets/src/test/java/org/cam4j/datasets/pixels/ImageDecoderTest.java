package org.cam4j.datasets.pixels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import org.cam4j.datasets.PixelImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
    @TempDir
    Path folder;

    @Test
    void aPngGivesItsPixelsInRgbOrder() throws IOException {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(2, 1, 0x102030);
        PixelImage decoded = ImageDecoder.decode(write(image, "png"));
        assertThat(decoded.height()).isEqualTo(2);
        assertThat(decoded.width()).isEqualTo(3);
        assertThat(pixel(decoded, 2, 1)).containsExactly(0x10, 0x20, 0x30);
        assertThat(pixel(decoded, 0, 0)).containsExactly(0, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png"})
    void grayBecomesThreeEqualChannels(String format) throws IOException {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        fill(image.getRaster(), 77);
        assertThat(pixel(ImageDecoder.decode(write(image, format)), 5, 5)).containsExactly(77, 77, 77);
    }

    @Test
    void alphaIsDropped() throws IOException {
        BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(1, 1, 0x40C86432);
        assertThat(pixel(ImageDecoder.decode(write(image, "png")), 1, 1)).containsExactly(200, 100, 50);
    }

    @Test
    void ofSixteenBitsTheHighByteIsKept() throws IOException {
        ColorSpace rgb = ColorSpace.getInstance(ColorSpace.CS_sRGB);
        ComponentColorModel model =
                new ComponentColorModel(rgb, false, false, Transparency.OPAQUE, DataBuffer.TYPE_USHORT);
        WritableRaster raster = model.createCompatibleWritableRaster(4, 4);
        raster.setPixel(2, 3, new int[] {0xABCD, 0x1234, 0xFF00});
        Path file = write(new BufferedImage(model, raster, false, null), "png");
        assertThat(pixel(ImageDecoder.decode(file), 2, 3)).containsExactly(0xAB, 0x12, 0xFF);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cmykIsReadAsAdobeStoresIt(boolean adobeMarker) throws IOException {
        // Stored inverted: 255 means no ink. Half of the cyan ink and no black: red 128, green and blue full.
        Path file = writeCmyk(new int[] {128, 255, 255, 255}, adobeMarker);
        int[] color = pixel(ImageDecoder.decode(file), 8, 8);
        assertThat(color[0]).isCloseTo(128, within(3));
        assertThat(color[1]).isCloseTo(255, within(3));
        assertThat(color[2]).isCloseTo(255, within(3));
    }

    @Test
    void blackInkDarkensEveryChannelOfCmyk() throws IOException {
        int[] color = pixel(ImageDecoder.decode(writeCmyk(new int[] {255, 128, 255, 100}, true)), 8, 8);
        assertThat(color[0]).isCloseTo(100, within(3));
        assertThat(color[1]).isCloseTo(50, within(3));
        assertThat(color[2]).isCloseTo(100, within(3));
    }

    @Test
    void theOrientationInExifIsIgnored() throws IOException {
        byte[] jpeg = Files.readAllBytes(write(new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB), "jpg"));
        byte[] exif = {
            'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0,
            0, 0
        };
        Path file = Files.write(folder.resolve("turned.jpg"), withSegment(jpeg, 0xE1, exif));
        PixelImage decoded = ImageDecoder.decode(file);
        assertThat(decoded.width()).isEqualTo(20);
        assertThat(decoded.height()).isEqualTo(10);
    }

    @Test
    void aTruncatedJpegIsRefusedWhereverItEnds() throws IOException {
        byte[] jpeg = Files.readAllBytes(write(noise(40, 30), "jpg"));
        for (int length = 3; length < jpeg.length - 1; length += 7) {
            Path file = Files.write(folder.resolve("cut.jpg"), Arrays.copyOf(jpeg, length));
            assertThatThrownBy(() -> ImageDecoder.decode(file))
                    .as("%d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cut.jpg")
                    .hasMessageContaining("truncated");
        }
    }

    @Test
    void theEndMarkerOfAThumbnailDoesNotCount() throws IOException {
        byte[] jpeg = Files.readAllBytes(write(noise(40, 30), "jpg"));
        byte[] both = withSegment(jpeg, 0xE1, jpeg);
        assertThat(ImageDecoder.decode(Files.write(folder.resolve("whole.jpg"), both))
                        .width())
                .isEqualTo(40);
        Path cut = Files.write(folder.resolve("cut.jpg"), Arrays.copyOf(both, both.length - 20));
        assertThatThrownBy(() -> ImageDecoder.decode(cut)).hasMessageContaining("truncated");
    }

    @Test
    void bytesAfterTheEndMarkerAreAllowed() throws IOException {
        byte[] jpeg = Files.readAllBytes(write(noise(40, 30), "jpg"));
        Path file = Files.write(folder.resolve("long.jpg"), Arrays.copyOf(jpeg, jpeg.length + 100));
        assertThat(ImageDecoder.decode(file).height()).isEqualTo(30);
    }

    @Test
    void aTruncatedPngIsRefusedWhereverItEnds() throws IOException {
        byte[] png = Files.readAllBytes(write(noise(40, 30), "png"));
        for (int length = 9; length < png.length; length += 61) {
            Path file = Files.write(folder.resolve("cut.png"), Arrays.copyOf(png, length));
            assertThatThrownBy(() -> ImageDecoder.decode(file))
                    .as("%d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("truncated");
        }
    }

    @Test
    void aFlippedBitInAPngIsFound() throws IOException {
        byte[] png = Files.readAllBytes(write(noise(40, 30), "png"));
        png[png.length / 2] ^= 1;
        Path file = Files.write(folder.resolve("bad.png"), png);
        assertThatThrownBy(() -> ImageDecoder.decode(file)).hasMessageContaining("checksum");
    }

    @Test
    void aTextFileIsNamedWithItsFirstWords() throws IOException {
        Path file = Files.writeString(folder.resolve("note.jpg"), "hello world");
        assertThatThrownBy(() -> ImageDecoder.decode(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("note.jpg: starts with 'hello world', expected a JPEG or PNG image");
    }

    @Test
    void emptyMissingAndFolderAreRefused() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.jpg"));
        assertThatThrownBy(() -> ImageDecoder.decode(empty)).hasMessageContaining("empty.jpg: is empty");
        assertThatThrownBy(() -> ImageDecoder.decode(folder.resolve("none.jpg")))
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> ImageDecoder.decode(folder)).hasMessageContaining("is a folder");
    }

    @Test
    void tooManyPixelsAreRefusedFromTheHeader() throws IOException {
        ByteBuffer png = ByteBuffer.allocate(60);
        png.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        png.putInt(13)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(100_000)
                .putInt(100_000);
        Path file = Files.write(folder.resolve("bomb.png"), png.array());
        assertThatThrownBy(() -> ImageDecoder.decode(file)).hasMessageContaining("100000 x 100000");
    }

    @Test
    void randomBytesBehindAValidStartNeverEscapeAsAnotherException() throws IOException {
        byte[] jpeg = Files.readAllBytes(write(noise(24, 24), "jpg"));
        Random random = new Random(7);
        for (int i = 0; i < 40; i++) {
            byte[] damaged = jpeg.clone();
            for (int j = 0; j < 5; j++) {
                damaged[2 + random.nextInt(damaged.length - 2)] = (byte) random.nextInt();
            }
            Path file = Files.write(folder.resolve("damaged.jpg"), damaged);
            try {
                ImageDecoder.decode(file);
            } catch (IOException expected) {
                assertThat(expected)
                        .hasMessageContaining("damaged.jpg")
                        .message()
                        .doesNotContain("\n");
            }
        }
    }

    private Path write(BufferedImage image, String format) throws IOException {
        Path file = folder.resolve("image." + format);
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
        return file;
    }

    private Path writeCmyk(int[] stored, boolean adobeMarker) throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
        for (int band = 0; band < 4; band++) {
            for (int i = 0; i < 256; i++) {
                raster.setSample(i % 16, i / 16, band, stored[band]);
            }
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(raster, null, null), null);
        } finally {
            writer.dispose();
        }
        byte[] jpeg = bytes.toByteArray();
        byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
        return Files.write(folder.resolve("cmyk.jpg"), adobeMarker ? withSegment(jpeg, 0xEE, adobe) : jpeg);
    }

    /** Puts a segment right behind the start-of-image marker. */
    private static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
        return ByteBuffer.allocate(jpeg.length + content.length + 4)
                .put(jpeg, 0, 2)
                .put((byte) 0xFF)
                .put((byte) marker)
                .putShort((short) (content.length + 2))
                .put(content)
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    private static void fill(WritableRaster raster, int value) {
        for (int y = 0; y < raster.getHeight(); y++) {
            for (int x = 0; x < raster.getWidth(); x++) {
                raster.setSample(x, y, 0, value);
            }
        }
    }

    private static BufferedImage noise(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        return image;
    }

    private static int[] pixel(PixelImage image, int x, int y) {
        int at = (y * image.width() + x) * 3;
        return new int[] {image.rgb()[at] & 0xFF, image.rgb()[at + 1] & 0xFF, image.rgb()[at + 2] & 0xFF};
    }
}
