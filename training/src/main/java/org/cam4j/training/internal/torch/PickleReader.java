package org.cam4j.training.internal.torch;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads one pickle (Python's {@code pickletools}, protocols 0 to 5) without creating anything that {@link PickleGlobals} does not allow: what remains are strings,
 * {@link Long}, {@link BigInteger}, {@link Double}, {@link Boolean}, {@link None}, {@link ArrayList} for lists, {@link Tuple} and {@link LinkedHashMap}.
 *
 * <p>The stack, the memo and the number of objects are bounded; nothing is recursive, so that no depth of nesting is too deep.
 */
final class PickleReader {
    /** More objects than the state of any known network has by a factor of a hundred. */
    private static final int MOST_OBJECTS = 1_000_000;

    private static final int HIGHEST_PROTOCOL = 5;
    private static final int LONGEST_INTEGER = 64;

    /** Python's None. */
    enum None {
        NONE
    }

    /** A tuple. */
    record Tuple(List<Object> items) {
        Tuple {
            items = Collections.unmodifiableList(items);
        }
    }

    private final PickleInput in;
    private final PickleGlobals globals;
    private final Deque<List<Object>> below = new ArrayDeque<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    private List<Object> stack = new ArrayList<>();
    private int objects;

    private PickleReader(PickleInput in, PickleGlobals globals) {
        this.in = in;
        this.globals = globals;
    }

    /**
     * The object of the pickle that begins at the input's position; the position is behind it then.
     *
     * @throws IOException if the pickle is damaged, too large, or asks for what is not allowed
     */
    static Object read(PickleInput in, PickleGlobals globals) throws IOException {
        return new PickleReader(in, globals).read();
    }

    private Object read() throws IOException {
        while (true) {
            int opcode = in.unsignedByte();
            if (opcode == '.') {
                return pop();
            }
            if (!number(opcode) && !text(opcode) && !container(opcode) && !stackOrMemo(opcode) && !object(opcode)) {
                throw in.broken(String.format(Locale.ROOT, "the opcode 0x%02x is not read", opcode));
            }
        }
    }

    private boolean number(int opcode) throws IOException {
        switch (opcode) {
            case 'N' -> push(None.NONE);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'J' -> push((long) in.signedInt());
            case 'K' -> push((long) in.unsignedByte());
            case 'M' -> push((long) in.unsignedShort());
            case 0x8a -> push(integer(in.unsignedByte()));
            case 0x8b -> push(integer(in.signedInt()));
            case 'I' -> push(integerOrBoolean(in.line()));
            case 'L' -> push(decimalLong(in.line()));
            case 'G' -> push(in.bigEndianDouble());
            case 'F' -> push(decimal(in.line()));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean text(int opcode) throws IOException {
        switch (opcode) {
            case 'X' -> push(in.text(Integer.toUnsignedLong(in.signedInt()), StandardCharsets.UTF_8));
            case 0x8c -> push(in.text(in.unsignedByte(), StandardCharsets.UTF_8));
            case 0x8d -> push(in.text(in.signedLong(), StandardCharsets.UTF_8));
            case 'U' -> push(in.text(in.unsignedByte(), StandardCharsets.ISO_8859_1)); // Python 2's
            case 'T' -> push(in.text(in.signedInt(), StandardCharsets.ISO_8859_1));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean container(int opcode) throws IOException {
        switch (opcode) {
            case ')' -> push(new Tuple(List.of()));
            case 0x85 -> push(new Tuple(popMany(1)));
            case 0x86 -> push(new Tuple(popMany(2)));
            case 0x87 -> push(new Tuple(popMany(3)));
            case 't' -> push(new Tuple(popToMark()));
            case ']' -> push(new ArrayList<>());
            case 'l' -> push(popToMark());
            case 'a' -> append(popMany(1));
            case 'e' -> append(popToMark());
            case '}' -> push(new LinkedHashMap<>());
            case 'd' -> {
                List<Object> items = popToMark();
                push(new LinkedHashMap<>());
                setItems(items);
            }
            case 's' -> setItems(popMany(2));
            case 'u' -> setItems(popToMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean stackOrMemo(int opcode) throws IOException {
        switch (opcode) {
            case 0x80 -> {
                int protocol = in.unsignedByte();
                if (protocol > HIGHEST_PROTOCOL) {
                    throw in.broken(
                            String.format(Locale.ROOT, "protocol %d, expected at most %d", protocol, HIGHEST_PROTOCOL));
                }
            }
            case 0x95 -> in.signedLong(); // the length of a frame; only the bytes count
            case '(' -> {
                count();
                below.push(stack);
                stack = new ArrayList<>();
            }
            case '0' -> pop();
            case '1' -> popToMark();
            case '2' -> push(top());
            case 'q' -> memorize(in.unsignedByte());
            case 'r' -> memorize(in.signedInt());
            case 'p' -> memorize((int) decimalInteger(in.line()));
            case 0x94 -> memorize(memo.size());
            case 'h' -> push(memorized(in.unsignedByte()));
            case 'j' -> push(memorized(in.signedInt()));
            case 'g' -> push(memorized((int) decimalInteger(in.line())));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean object(int opcode) throws IOException {
        switch (opcode) {
            case 'c' -> push(globals.find(in.line(), in.line()));
            case 0x93 -> {
                List<Object> names = popMany(2);
                push(globals.find(string(names.get(0)), string(names.get(1))));
            }
            case 'R', 0x81 -> {
                List<Object> call = popMany(2);
                if (!(call.get(0) instanceof PickleGlobals.Function function)
                        || !(call.get(1) instanceof Tuple arguments)) {
                    throw in.broken("a call of what is no function");
                }
                push(function.call(arguments.items()));
            }
            case 'i' -> {
                globals.find(in.line(), in.line()); // a name that is refused is the better message
                return false;
            }
            case 'b' -> setState(pop());
            case 'Q' -> push(globals.load(pop()));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The attributes of a dictionary, such as torch's {@code _metadata}, are dropped. */
    private void setState(Object state) throws IOException {
        Object target = top();
        if (target instanceof PickleGlobals.Stateful stateful) {
            stateful.setState(state);
        } else if (!(target instanceof Map) || !(state instanceof Map)) {
            throw in.broken("a state for an object that takes none");
        }
    }

    private void append(List<Object> items) throws IOException {
        if (!(top() instanceof ArrayList<?> list)) {
            throw in.broken("items for what is no list");
        }
        @SuppressWarnings("unchecked")
        ArrayList<Object> target = (ArrayList<Object>) list;
        target.addAll(items);
    }

    private void setItems(List<Object> items) throws IOException {
        if (!(top() instanceof LinkedHashMap<?, ?> map) || items.size() % 2 != 0) {
            throw in.broken("keys and values for what is no dictionary");
        }
        @SuppressWarnings("unchecked")
        LinkedHashMap<Object, Object> target = (LinkedHashMap<Object, Object>) map;
        for (int i = 0; i < items.size(); i += 2) {
            target.put(key(items.get(i)), items.get(i + 1));
        }
    }

    /** A key whose hash is computed without following references, which could lead in a circle. */
    private Object key(Object key) throws IOException {
        if (key instanceof String || key instanceof Number || key instanceof Boolean || key instanceof None) {
            return key;
        }
        throw in.broken("a key of a dictionary is neither text nor a number");
    }

    private String string(Object value) throws IOException {
        if (value instanceof String text) {
            return text;
        }
        throw in.broken("a name is no text");
    }

    private Number integer(long bytes) throws IOException {
        if (bytes > LONGEST_INTEGER) {
            throw in.broken(String.format(Locale.ROOT, "an integer of %d bytes", bytes));
        }
        byte[] littleEndian = in.take(bytes);
        byte[] bigEndian = new byte[littleEndian.length + 1];
        bigEndian[0] = bytes > 0 && littleEndian[littleEndian.length - 1] < 0 ? (byte) -1 : 0;
        for (int i = 0; i < littleEndian.length; i++) {
            bigEndian[bigEndian.length - 1 - i] = littleEndian[i];
        }
        return narrowed(new BigInteger(bigEndian));
    }

    /** Protocols 0 and 1 write long integers in digits with an L behind them. */
    private Number decimalLong(String digits) throws IOException {
        try {
            return narrowed(new BigInteger(digits.replaceFirst("L$", "")));
        } catch (NumberFormatException noInteger) {
            throw in.broken("digits that are no integer");
        }
    }

    private static Number narrowed(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
    }

    /** Protocol 0 writes True as 01 and False as 00. */
    private Object integerOrBoolean(String digits) throws IOException {
        return digits.equals("01") || digits.equals("00") ? digits.equals("01") : (Object) decimalInteger(digits);
    }

    private long decimalInteger(String digits) throws IOException {
        try {
            return Long.parseLong(digits.strip());
        } catch (NumberFormatException noInteger) {
            throw in.broken("digits that are no integer");
        }
    }

    private double decimal(String digits) throws IOException {
        try {
            return Double.parseDouble(digits);
        } catch (NumberFormatException noNumber) {
            throw in.broken("digits that are no number");
        }
    }

    private void memorize(int place) throws IOException {
        count();
        memo.put(place, top());
    }

    private Object memorized(int place) throws IOException {
        Object object = memo.get(place);
        if (object == null) {
            throw in.broken(String.format(Locale.ROOT, "there is no object %d in the memo", place));
        }
        return object;
    }

    private void push(Object object) throws IOException {
        count();
        stack.add(object);
    }

    private void count() throws IOException {
        objects++;
        if (objects > MOST_OBJECTS) {
            throw in.broken(String.format(Locale.ROOT, "more than %d objects", MOST_OBJECTS));
        }
    }

    private Object top() throws IOException {
        if (stack.isEmpty()) {
            throw in.broken("the stack is empty");
        }
        return stack.get(stack.size() - 1);
    }

    private Object pop() throws IOException {
        Object top = top();
        stack.remove(stack.size() - 1);
        return top;
    }

    private List<Object> popMany(int count) throws IOException {
        if (stack.size() < count) {
            throw in.broken("the stack is empty");
        }
        List<Object> last = stack.subList(stack.size() - count, stack.size());
        List<Object> popped = new ArrayList<>(last);
        last.clear();
        return popped;
    }

    private List<Object> popToMark() throws IOException {
        if (below.isEmpty()) {
            throw in.broken("there is no mark on the stack");
        }
        List<Object> popped = stack;
        stack = below.pop();
        return popped;
    }
}
