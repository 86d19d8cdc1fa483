package org.cam4j.training.localize;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.cam4j.datasets.ImageSource;
import org.cam4j.datasets.PixelImage;
import org.jspecify.annotations.Nullable;

/** Decoded images for a second use, up to a limit in total; images beyond it are decoded again when they are read. */
final class KeptPixels {
    private static final int SHARE_OF_HEAP = 8;

    private final AtomicLong free;

    /** Room for an eighth of the heap. */
    KeptPixels() {
        this(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /** Room for so many bytes. */
    KeptPixels(long room) {
        this.free = new AtomicLong(room);
    }

    /** An image whose pixels are there until {@link #release}; after it they are read from their source. */
    final class Image implements ImageSource {
        private final ImageSource source;
        private volatile @Nullable PixelImage pixels;

        private Image(ImageSource source, @Nullable PixelImage pixels) {
            this.source = source;
            this.pixels = pixels;
        }

        @Override
        public PixelImage read() throws IOException {
            PixelImage known = pixels;
            return known == null ? source.read() : known;
        }

        void release() {
            PixelImage known = pixels;
            if (known != null) {
                pixels = null;
                free.addAndGet(known.rgb().length);
            }
        }
    }

    /** Keeps the pixels of a source if there is room for them. */
    Image keep(ImageSource source, PixelImage pixels) {
        int size = pixels.rgb().length;
        if (free.addAndGet(-size) >= 0) {
            return new Image(source, pixels);
        }
        free.addAndGet(size);
        return new Image(source, null);
    }
}
