package org.cam4j.datasets.internal.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Finds the images among the files of a folder. */
public final class ImageFiles {
    private static final String EXTENSIONS =
            "(?s).*\\.(jpe?g|jpe|jfif|png|apng|bmp|dib|gif|webp|tiff?|hei[cf]s?|hif|avif"
                    + "|jxl|jp2|j2k|jpf|jpx|ico|psd|svgz?|tga|pp?[bgnm]m|exr|hdr"
                    + "|dng|cr[23w]|nef|nrw|arw|sr[2fw]|orf|rw2|raf|pef|x3f|3fr|iiq)";

    private ImageFiles() {}

    /**
     * The images in a folder, not in its sub-folders, sorted. A file is one when its name ends as the name of an image does, or when its content is a JPEG or PNG
     * image. So formats that cannot be decoded are among them, and are reported when they are read. Hidden files are left out.
     *
     * @throws IOException when the folder cannot be listed
     */
    public static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(ImageFiles::isImage).sorted().toList();
        } catch (UncheckedIOException failure) {
            throw new IOException(
                    String.format(Locale.ROOT, "%s: cannot be listed: %s", folder, failure.getMessage()), failure);
        }
    }

    private static boolean isImage(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.startsWith(".") || Files.isDirectory(file)) {
            return false;
        }
        if (name.matches(EXTENSIONS)) {
            return true;
        }
        try {
            return Files.isRegularFile(file) && ImageHeader.read(file).width() > 0;
        } catch (IOException noImage) {
            return false;
        }
    }
}
