package org.cam4j.datasets.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.write.ImageFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PngReaderTest {
    @TempDir
    private Path folder;

    /** A reader as a library would register it, which says of every file that it can decode it. */
    private static final class Greedy extends ImageReaderSpi {
        private final AtomicBoolean asked = new AtomicBoolean();

        @Override
        public String[] getFormatNames() {
            return new String[] {"png"};
        }

        @Override
        public boolean canDecodeInput(Object source) {
            asked.set(true);
            return false;
        }

        @Override
        public ImageReader createReaderInstance(Object extension) {
            throw new AssertionError("A library's reader got to see a file.");
        }

        @Override
        public String getDescription(Locale locale) {
            return "greedy";
        }
    }

    @Test
    void readersOfLibrariesAreNotAsked() throws IOException {
        Path file = Files.write(folder.resolve("mask.png"), ImageFiles.palettePng(new int[] {0, 1, 2, 255}, 2));
        Greedy greedy = new Greedy();
        IIORegistry registry = IIORegistry.getDefaultInstance();
        registry.registerServiceProvider(greedy);
        registry.getServiceProviders(ImageReaderSpi.class, other -> other != greedy, false)
                .forEachRemaining(other -> registry.setOrdering(ImageReaderSpi.class, greedy, other));
        try {
            BufferedImage image = PngReader.read(file);
            assertThat(greedy.asked).isFalse();
            assertThat(image.getColorModel()).isInstanceOf(IndexColorModel.class);
            assertThat(image.getRaster().getSamples(0, 0, 2, 2, 0, new int[4])).containsExactly(0, 1, 2, 255);
            ImageIO.read(file.toFile());
            assertThat(greedy.asked).isTrue();
        } finally {
            registry.deregisterServiceProvider(greedy);
        }
    }

    @Test
    void anotherFormatOrADamagedFileIsRefusedByName() throws IOException {
        Path jpeg = Files.write(folder.resolve("mask.jpg"), ImageFiles.jpeg(new PixelImage(2, 2, new byte[2 * 2 * 3])));
        assertThatThrownBy(() -> PngReader.read(jpeg))
                .isInstanceOf(IOException.class)
                .hasMessage(jpeg + ": is a JPEG image, expected PNG.");
        byte[] whole = ImageFiles.png(new PixelImage(2, 2, new byte[2 * 2 * 3]));
        Path cut = Files.write(folder.resolve("cut.png"), Arrays.copyOf(whole, 40));
        assertThatThrownBy(() -> PngReader.read(cut))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(cut + ": ");
    }
}
