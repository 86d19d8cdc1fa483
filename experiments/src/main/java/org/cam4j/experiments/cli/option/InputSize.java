package org.cam4j.experiments.cli.option;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cam4j.training.network.NetworkSpec;
import picocli.CommandLine.ITypeConverter;

/**
 * The value of {@code --input-size}: N for N rows and columns, or HxW.
 *
 * @param height rows
 * @param width columns
 */
public record InputSize(int height, int width) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,5})(?:[xX](\\d{1,5}))?");
    private static final int MOST = 4096;

    public static final class Parser implements ITypeConverter<InputSize> {
        @Override
        public InputSize convert(String value) {
            Matcher form = FORM.matcher(value.strip());
            if (form.matches()) {
                int height = Integer.parseInt(form.group(1));
                int width = form.group(2) == null ? height : Integer.parseInt(form.group(2));
                if (height >= 1 && width >= 1 && height <= MOST && width <= MOST) {
                    return new InputSize(height, width);
                }
            }
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--input-size %s: expected N (rows and columns) or HxW, each from 1 to %d.",
                    value,
                    MOST));
        }
    }

    public NetworkSpec of(NetworkSpec network) {
        return network.size(height, width);
    }

    @Override
    public String toString() {
        return height == width ? Integer.toString(height) : height + "x" + width;
    }
}
