package org.cam4j.datasets.signal;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a file says of its recording: the numbers of the Bearing Data Center ({@code 105.mat}), or the names of its collection in NumPy's format
 * ({@code 1797_IR_7_DE12.npz}). Normal recordings have 48,000 samples a second, whatever the folder says in which they are distributed.
 *
 * @param revolutionsPerMinute of the shaft, nominal
 * @param rate samples a second
 * @param variable the array that holds the sensor at the drive end
 */
record BearingFile(BearingRecording.Condition condition, double revolutionsPerMinute, double rate, String variable) {
    static final String LAYOUT =
            "97.mat, 105.mat and so on, or 1797_Normal.npz, 1797_IR_7_DE12.npz and so on, of the sensor at the drive end";

    private static final double NORMAL_RATE = 48_000;
    private static final double[] SPEEDS = {1797, 1772, 1750, 1730}; // without load, with 1, 2 and 3 horsepower
    private static final Pattern NUMBERED = Pattern.compile("(\\d{2,4})\\.mat");
    private static final Pattern NAMED =
            Pattern.compile("(1797|1772|1750|1730)_(?:(Normal)|(B|IR|OR(?:@6)?)_\\d{1,2}_DE(12|48))\\.npz");
    private static final Map<String, BearingRecording.Condition> LETTERS = Map.of(
            "B", BearingRecording.Condition.BALL,
            "IR", BearingRecording.Condition.INNER_RACE,
            "OR", BearingRecording.Condition.OUTER_RACE,
            "OR@6", BearingRecording.Condition.OUTER_RACE);
    /** First numbers of four, one a load: faults at the drive end, at 12,000 samples a second, on the outer race at six o'clock. */
    private static final Map<Integer, BearingRecording.Condition> FIRST = new TreeMap<>(Map.of(
            97, BearingRecording.Condition.NORMAL,
            105, BearingRecording.Condition.INNER_RACE,
            169, BearingRecording.Condition.INNER_RACE,
            209, BearingRecording.Condition.INNER_RACE,
            118, BearingRecording.Condition.BALL,
            185, BearingRecording.Condition.BALL,
            222, BearingRecording.Condition.BALL,
            130, BearingRecording.Condition.OUTER_RACE,
            197, BearingRecording.Condition.OUTER_RACE,
            234, BearingRecording.Condition.OUTER_RACE));

    /** What the name says, where it is one of these. */
    static Optional<BearingFile> of(String name) {
        Matcher numbered = NUMBERED.matcher(name);
        if (numbered.matches()) {
            int number = Integer.parseInt(numbered.group(1));
            return FIRST.entrySet().stream()
                    .filter(first -> number >= first.getKey() && number < first.getKey() + SPEEDS.length)
                    .findFirst()
                    .map(first -> new BearingFile(
                            first.getValue(),
                            SPEEDS[number - first.getKey()],
                            first.getValue() == BearingRecording.Condition.NORMAL ? NORMAL_RATE : BearingRecording.RATE,
                            String.format(Locale.ROOT, "X%03d_DE_time", number)));
        }
        Matcher named = NAMED.matcher(name);
        if (!named.matches()) {
            return Optional.empty();
        }
        boolean normal = named.group(2) != null;
        return Optional.of(new BearingFile(
                normal
                        ? BearingRecording.Condition.NORMAL
                        : LETTERS.getOrDefault(named.group(3), BearingRecording.Condition.NORMAL),
                Double.parseDouble(named.group(1)),
                normal ? NORMAL_RATE : 1000 * Double.parseDouble(named.group(4)),
                "DE"));
    }
}
