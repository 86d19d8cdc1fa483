package org.cam4j.training.wsol;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import org.cam4j.training.model.CamModel;

/**
 * A method of the papers' tables that changes how a network is trained. An implementor is stateless; {@link WsolMethods} lists it.
 *
 * <p>The network that is used and saved has one input and one output and explains like any other; what serves training alone (erasing, labels as an input, further losses) is
 * in the {@link TrainingGraph}'s graph, which shares its layers by name.
 */
public interface WsolMethod {
    /** The id on the command line. */
    String id();

    /** One sentence with the paper. */
    String description();

    /** What can be set, with the paper's values and the ranges of a search. */
    default List<Hyperparameter> hyperparameters() {
        return List.of();
    }

    /**
     * The network as it will be used: the plain one, unless the method adds layers or brings a head of its own.
     *
     * @param seed of new parameters
     * @throws IllegalArgumentException if the method does not go with this network
     */
    default CamModel network(CamModel plain, WsolConfig config, long seed) {
        return plain;
    }

    /**
     * How that network is trained.
     *
     * @param network of {@link #network}; it is not changed
     * @param seed of parameters that serve training alone
     * @throws IllegalArgumentException if the method does not go with this network
     */
    default TrainingGraph training(CamModel network, WsolConfig config, long seed) {
        return new TrainingGraph(network.graph().clone());
    }

    /** Whether the method brings the images of an epoch into an order of its own ({@link TrainingGraph#order}), in which every image comes once. */
    default boolean ordersImages() {
        return false;
    }

    /** The head that the method is defined with; any is left as it was asked for. */
    default String head(String asked) {
        return asked;
    }

    /** The CAM method that the paper reads the trained network with. */
    default String camMethod() {
        return "cam";
    }

    /**
     * Something that can be set in a method.
     *
     * @param name on the command line
     * @param meaning one sentence
     * @param standard the paper's value; empty for a file that is left out
     * @param low the lowest value of a search
     * @param high the highest value of a search
     * @param kind what values there are
     */
    record Hyperparameter(String name, String meaning, String standard, double low, double high, Kind kind) {
        private static final int DIGITS = 4;
        private static final int MOST = 1 << 14;

        /** What values there are, and how a search draws them. */
        public enum Kind {
            /** A number, drawn uniformly. */
            LINEAR,
            /** A number above 0, its logarithm drawn uniformly. */
            LOGARITHMIC,
            /** A whole number from 1 on; a search leaves it. */
            COUNT,
            /** A file, as {@link StampedFile} writes it; a search leaves it. */
            FILE
        }

        /** A number with a range. */
        static Hyperparameter number(String name, String meaning, double standard, double low, double high) {
            return new Hyperparameter(name, meaning, text(standard), low, high, Kind.LINEAR);
        }

        /** A number above 0 with a range of magnitudes. */
        static Hyperparameter magnitude(String name, String meaning, double standard, double low, double high) {
            return new Hyperparameter(name, meaning, text(standard), low, high, Kind.LOGARITHMIC);
        }

        /** A whole number that is not searched. */
        static Hyperparameter count(String name, String meaning, int standard) {
            return new Hyperparameter(name, meaning, Integer.toString(standard), 1, MOST, Kind.COUNT);
        }

        /** A file that is not searched. */
        static Hyperparameter file(String name, String meaning) {
            return new Hyperparameter(name, meaning, "", 0, 0, Kind.FILE);
        }

        /** Whether a search draws it. */
        public boolean searched() {
            return kind == Kind.LINEAR || kind == Kind.LOGARITHMIC;
        }

        /** A value out of the range, at a place from 0 to 1; the standard where it is not searched. */
        String draw(DoubleSupplier place) {
            return switch (kind) {
                case LINEAR -> rounded(low + place.getAsDouble() * (high - low));
                case LOGARITHMIC -> rounded(low * Math.pow(high / low, place.getAsDouble()));
                case COUNT, FILE -> standard;
            };
        }

        /**
         * Checks a value.
         *
         * @return how it is written
         * @throws IllegalArgumentException when it is out of range
         */
        String check(String method, String value) {
            if (kind == Kind.FILE) {
                return value.isEmpty() ? value : StampedFile.of(value).toString();
            }
            double number;
            try {
                number = Double.parseDouble(value);
            } catch (NumberFormatException none) {
                number = Double.NaN;
            }
            boolean whole = kind != Kind.COUNT || number == Math.rint(number);
            if (!(number >= low && number <= high) || !whole) {
                String expected = kind == Kind.COUNT
                        ? "a whole number from 1 to " + MOST
                        : String.format(Locale.ROOT, "a number from %s to %s", text(low), text(high));
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "Method %s: %s is '%s', expected %s.", method, name, value, expected));
            }
            return text(number);
        }

        private static String rounded(double value) {
            return text(Double.parseDouble(String.format(Locale.ROOT, "%." + DIGITS + "g", value)));
        }

        private static String text(double value) {
            return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
        }
    }
}
