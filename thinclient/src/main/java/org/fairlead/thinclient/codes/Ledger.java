package org.fairlead.thinclient.codes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.fairlead.protocol.codes.CodeKeys;
import org.fairlead.protocol.codes.RequestCode;
import org.fairlead.thinclient.state.SafeFiles;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/**
 * What the device remembers of codes over restarts: how often it asked, which nonces it used, which approved action is
 * under way. Every change is on the disk before the method returns; when that fails nothing has changed. Not
 * thread-safe.
 */
public final class Ledger {
    public static final int REQUESTS_A_DAY = 20;
    public static final int GROUP_TRIES = 5;
    static final String FILE = "codes.json";
    static final long MINUTE = TimeUnit.MINUTES.toMillis(1);
    static final long DAY = TimeUnit.DAYS.toMillis(1);
    private static final long FIRST_BLOCK = 15 * MINUTE;
    private static final int MAX_NONCES = 6_000;
    private static final int MAX_GROUP_CODES = 100;

    /**
     * An approved action.
     *
     * @param action what was approved, in lower case
     * @param form which kind of key confirmed it
     * @param group whose key it was, null for the device's own
     * @param nonce of the request that was confirmed; for a group's code its last day
     */
    public record Act(
            String action, DeviceKeys.Kind form, @Nullable String group, int epoch, long nonce, long at) {}

    private final SafeFiles files;
    private final RunningTime time;
    private State state;

    private record State(
            List<Long> requests,
            Map<String, List<String>> nonces,
            List<String> groupCodes,
            long groupWrong,
            long groupOpens,
            @Nullable Act act) {}

    public Ledger(SafeFiles files, Uptime uptime) {
        this.files = files;
        Map<String, @Nullable Object> stored = files.loadObject(FILE);
        Map<String, @Nullable Object> map = stored == null ? new LinkedHashMap<>() : stored;
        this.time = new RunningTime(uptime, map);
        this.state = read(map);
    }

    /** Milliseconds until a new request may be made, 0 for now. */
    public long wait(int most, long window) {
        long now = time.millis();
        List<Long> recent =
                state.requests.stream().filter(at -> at > now - window).toList();
        return recent.size() < most ? 0 : recent.get(recent.size() - most) + window - now;
    }

    /** Counts a request and gives a nonce that this secret never had. */
    public int begin(byte[] secret, Set<String> secrets, RandomGenerator random) {
        String key = name(secret);
        List<String> before = state.nonces.getOrDefault(key, List.of());
        int nonce;
        String hash;
        do {
            nonce = random.nextInt(RequestCode.MAX_NONCE + 1);
            hash = hash(secret, nonce);
        } while (before.contains(hash));
        long now = time.millis();
        List<Long> requests = new ArrayList<>(
                state.requests.stream().filter(at -> at > now - DAY).toList());
        requests.add(now);
        Map<String, List<String>> nonces = new LinkedHashMap<>(state.nonces);
        nonces.keySet().retainAll(secrets);
        nonces.put(key, limited(before, hash, MAX_NONCES));
        save(new State(requests, nonces, state.groupCodes, state.groupWrong, state.groupOpens, state.act));
        return nonce;
    }

    /** From here on the confirmation is spent, whatever becomes of the action. */
    public void used(Act act) {
        save(new State(state.requests, state.nonces, state.groupCodes, state.groupWrong, state.groupOpens, act));
    }

    /** The action has ended and its result is told. */
    public void ended() {
        save(new State(state.requests, state.nonces, state.groupCodes, state.groupWrong, state.groupOpens, null));
    }

    /** The action whose confirmation was spent and whose result is not known. */
    public @Nullable Act underWay() {
        return state.act;
    }

    /** Milliseconds until a code for a whole group may be tried, 0 for now. */
    public long groupWait() {
        return Math.max(0, state.groupOpens - time.millis());
    }

    /** Counts a wrong code for a whole group before it is judged; each five close the door for twice as long. */
    public void groupTry() {
        long wrong = state.groupWrong + 1;
        long opens = state.groupOpens;
        if (wrong % GROUP_TRIES == 0) {
            long doubled = FIRST_BLOCK << Math.min(wrong / GROUP_TRIES - 1, 7);
            opens = time.millis() + Math.min(doubled, DAY);
        }
        save(new State(state.requests, state.nonces, state.groupCodes, wrong, opens, state.act));
    }

    /** Whether this device accepted this code before. */
    public boolean groupCodeUsed(String code) {
        return state.groupCodes.contains(digest(code.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }

    /** A code for a whole group was right: it is spent, and the action begins. */
    public void groupCodeUsed(String code, Act act) {
        List<String> codes = limited(
                state.groupCodes, digest(code.getBytes(java.nio.charset.StandardCharsets.US_ASCII)), MAX_GROUP_CODES);
        save(new State(state.requests, state.nonces, codes, 0, 0, act));
    }

    /** The server tells its time, milliseconds since 1970. */
    public void heard(long serverTime) {
        if (time.heard(serverTime)) {
            save(state);
        }
    }

    /** The least that the time can be, milliseconds since 1970. */
    public long atLeast() {
        return time.atLeast();
    }

    /** Name of a secret in this file. */
    public static String name(byte[] secret) {
        return digest(CodeKeys.sha256(secret));
    }

    private static String hash(byte[] secret, int nonce) {
        byte[] both = java.nio.ByteBuffer.allocate(secret.length + 4)
                .put(secret)
                .putInt(nonce)
                .array();
        return digest(both);
    }

    private static String digest(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(CodeKeys.sha256(bytes), 0, 8);
    }

    private static List<String> limited(List<String> before, String added, int max) {
        List<String> all = new ArrayList<>(before);
        all.add(added);
        return all.size() > max ? List.copyOf(all.subList(all.size() - max, all.size())) : List.copyOf(all);
    }

    private void save(State next) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        time.print(map);
        map.put("requests", next.requests);
        map.put("nonces", next.nonces);
        map.put("groupCodes", next.groupCodes);
        map.put("groupWrong", next.groupWrong);
        map.put("groupOpens", next.groupOpens);
        Act act = next.act;
        if (act != null) {
            Map<String, @Nullable Object> item = new LinkedHashMap<>();
            item.put("action", act.action());
            item.put("form", act.form().name());
            item.put("group", act.group());
            item.put("epoch", (long) act.epoch());
            item.put("nonce", act.nonce());
            item.put("at", act.at());
            map.put("act", item);
        }
        files.saveObject(FILE, map);
        state = next;
    }

    private static State read(Map<String, @Nullable Object> map) {
        List<Long> requests = new ArrayList<>();
        if (map.get("requests") instanceof List<?> list) {
            list.forEach(item -> requests.add(item instanceof Long at ? at : 0L));
        }
        Map<String, List<String>> nonces = new LinkedHashMap<>();
        Values.map(map.get("nonces")).forEach((key, list) -> nonces.put(key, Values.texts(list)));
        Map<String, @Nullable Object> act = Values.map(map.get("act"));
        return new State(
                requests,
                nonces,
                Values.texts(map.get("groupCodes")),
                Values.number(map, "groupWrong", 0),
                Values.number(map, "groupOpens", 0),
                act.isEmpty()
                        ? null
                        : new Act(
                                Values.text(act, "action"),
                                DeviceKeys.Kind.valueOf(Values.text(act, "form")),
                                act.get("group") instanceof String group ? group : null,
                                (int) Values.number(act, "epoch", 0),
                                Values.number(act, "nonce", 0),
                                Values.number(act, "at", 0)));
    }
}
