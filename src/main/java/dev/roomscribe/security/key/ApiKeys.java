package dev.roomscribe.security.key;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.roomscribe.security.access.Authentication;
import dev.roomscribe.security.access.KeyReference;
import dev.roomscribe.security.access.Principal;
import dev.roomscribe.security.access.RejectionReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The API keys that are valid now: those of the configuration and those of the keys file, which may change.
 *
 * <p>May be used from any thread; nothing here blocks for long.
 */
public final class ApiKeys {
    private static final System.Logger LOG = System.getLogger(ApiKeys.class.getName());

    private record Entry(ApiKey key, KeyReference reference) {}

    /** Keeps {@link #watch watching} until it is closed. Closing it again has no effect. */
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** Two watches are never equal, also if their tasks are. */
    private final class OpenWatch implements Watch {
        private final KeyReference reference;
        private final Runnable onRemoved;

        OpenWatch(KeyReference reference, Runnable onRemoved) {
            this.reference = reference;
            this.onRemoved = onRemoved;
        }

        private void fire() {
            try {
                onRemoved.run();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "A stream of a removed API key could not be closed", e);
            }
        }

        @Override
        public void close() {
            remove(this);
        }
    }

    private final List<ApiKey> configured;
    /** By id; replaced as a whole, under the lock. */
    private volatile Map<String, Entry> entries = Map.of();
    /** Guarded by the lock. */
    private final Map<KeyReference, Set<OpenWatch>> watches = new HashMap<>();

    /** @throws IllegalArgumentException if two keys have the same id */
    public ApiKeys(List<ApiKey> configured) {
        this.configured = List.copyOf(configured);
        setFileKeys(List.of());
    }

    /**
     * Replaces the keys of the keys file. What watches a key that is removed or changed is notified on this thread.
     *
     * @throws IllegalArgumentException if two keys have the same id, also if one of them is in the configuration; nothing
     *     changes then
     */
    void setFileKeys(List<ApiKey> fileKeys) {
        replaceEntries(fileKeys).forEach(OpenWatch::fire);
    }

    /** Returns what is to be notified. */
    private synchronized List<OpenWatch> replaceEntries(List<ApiKey> fileKeys) {
        List<ApiKey> all = new ArrayList<>(configured);
        all.addAll(fileKeys);
        Map<String, Entry> next = new HashMap<>();
        for (ApiKey key : all) {
            if (next.put(key.id(), new Entry(key, key.reference())) != null) {
                throw new IllegalArgumentException("two keys have the id " + key.id());
            }
        }
        entries = Map.copyOf(next);
        Set<KeyReference> valid = next.values().stream().map(Entry::reference).collect(toUnmodifiableSet());
        List<OpenWatch> notified = new ArrayList<>();
        watches.forEach((reference, open) -> {
            if (!valid.contains(reference)) {
                notified.addAll(open);
            }
        });
        watches.keySet().retainAll(valid);
        return notified;
    }

    /** Returns whether there are no keys. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Returns whether a credential begins as an API key does, so that it cannot be a token. */
    public static boolean isKey(String credential) {
        return credential.startsWith(PresentedKey.PREFIX);
    }

    /** Checks an API key. The time that it takes does not depend on where a wrong secret differs. */
    public Authentication authenticate(String credential) {
        Optional<PresentedKey> presented = PresentedKey.parse(credential);
        if (presented.isEmpty()) {
            return new Authentication.Rejected(RejectionReason.MALFORMED);
        }
        String secret = presented.get().secret();
        Entry entry = entries.get(presented.get().id());
        if (entry == null) {
            ApiKey.compareWithNone(secret);
            return new Authentication.Rejected(RejectionReason.UNKNOWN_KEY);
        }
        return entry.key.hasSecret(secret)
                ? new Authentication.Authenticated(principal(entry), null)
                : new Authentication.Rejected(RejectionReason.UNKNOWN_KEY);
    }

    private static Principal principal(Entry entry) {
        return new Principal("key:" + entry.key.id(), entry.key.scopes(), entry.key.rooms(), entry.reference);
    }

    /** Returns the reference to the key with an id; empty if there is none. */
    public Optional<KeyReference> reference(String id) {
        return Optional.ofNullable(entries.get(id)).map(Entry::reference);
    }

    /**
     * Runs a task once when a key is removed or changed; on this thread, before this method returns, if that has happened
     * since the reference was obtained. Otherwise it runs on the thread that reads the keys file, so it must not block.
     *
     * @return to be closed when what depends on the key has ended; the task may still run if it has begun by then
     */
    public Watch watch(KeyReference reference, Runnable onRemoved) {
        OpenWatch watch = new OpenWatch(reference, requireNonNull(onRemoved, "onRemoved is null"));
        if (!add(watch)) {
            watch.fire();
        }
        return watch;
    }

    private synchronized boolean add(OpenWatch watch) {
        Entry entry = entries.get(watch.reference.id());
        boolean valid = entry != null && entry.reference.equals(watch.reference);
        if (valid) {
            watches.computeIfAbsent(watch.reference, unused -> new LinkedHashSet<>())
                    .add(watch);
        }
        return valid;
    }

    private synchronized void remove(OpenWatch watch) {
        Set<OpenWatch> open = watches.get(watch.reference);
        if (open != null && open.remove(watch) && open.isEmpty()) {
            watches.remove(watch.reference);
        }
    }

    /** Returns how many watches are open. */
    synchronized int watchCount() {
        return watches.values().stream().mapToInt(Set::size).sum();
    }
}
