package dev.tracedshop.local.iam;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers who may do what in a running assembly, and remembers what was asked: each different request once, without its time.
 *
 * <p>The person at this machine is not asked for; whoever lets calls in knows that one by its key.
 */
public final class Permissions {
    /** More different requests than a shop makes; an object store's keys could be many more, and are not remembered beyond that. */
    private static final int REMEMBERED = 20_000;

    private final @Nullable Policies policies;
    private final String account;
    private final Consumer<Denial> told;
    private final BiConsumer<String, String> toldForeignKey;
    private final Map<String, String> nameByRole = new ConcurrentHashMap<>();
    private final Set<Request> asked = ConcurrentHashMap.newKeySet();
    private final Map<Request, Denial> denials = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> foreignKeys = new ConcurrentHashMap<>();

    private Permissions(
            @Nullable Policies policies,
            String account,
            Consumer<Denial> told,
            BiConsumer<String, String> toldForeignKey) {
        this.policies = policies;
        this.account = account;
        this.told = told;
        this.toldForeignKey = toldForeignKey;
    }

    /**
     * Evaluates policies.
     *
     * @param account the account that all roles and resources belong to
     * @param told is told each refusal
     * @param toldForeignKey is told once when a function uses a key of another role than its own: the function and the role
     */
    public static Permissions of(
            Policies policies, String account, Consumer<Denial> told, BiConsumer<String, String> toldForeignKey) {
        return new Permissions(policies, account, told, toldForeignKey);
    }

    /** Evaluates nothing: everybody may do everything. */
    public static Permissions notEvaluated() {
        return new Permissions(null, "", denial -> {}, (function, role) -> {});
    }

    /** Makes known who acts in a role. */
    public void knows(String role, String name) {
        nameByRole.put(role, name);
    }

    /**
     * Asks whether a role may do something.
     *
     * @param resource the ARN of what it is done to, or {@code *} where an action has no resource
     * @return the refusal, or nothing when it may
     */
    public Optional<Denial> refusal(String role, String action, String resource) {
        Principal.Role principal = new Principal.Role(role, account);
        return refusal(
                new Request(principal, action, resource, Context.of(principal)), nameByRole.getOrDefault(role, role));
    }

    /**
     * Asks whether a service may do something on behalf of one of its resources, as SNS does for a topic.
     *
     * @param service its host, for example {@code sns.amazonaws.com}
     * @param source the ARN of its resource
     * @param resource the ARN of what it is done to
     * @return the refusal, or nothing when it may
     */
    public Optional<Denial> refusalOfService(String service, String source, String action, String resource) {
        Principal principal = new Principal.Service(service);
        return refusal(new Request(principal, action, resource, Context.ofSource(source, account)), service);
    }

    /**
     * Demands that a role may do something.
     *
     * @throws AccessDeniedException if it may not
     */
    public void require(String role, String action, String resource) {
        refusal(role, action, resource).ifPresent(denial -> {
            throw new AccessDeniedException(denial);
        });
    }

    private Optional<Denial> refusal(Request request, String who) {
        if (policies == null) {
            return Optional.empty();
        }
        if (asked.size() < REMEMBERED) {
            asked.add(request);
        }
        Decision decision = policies.decide(request);
        if (decision == Decision.ALLOWED) {
            return Optional.empty();
        }
        Denial denial = new Denial(request, who, decision, Instant.now());
        if (denials.size() < REMEMBERED) {
            denials.put(request, denial);
        }
        told.accept(denial);
        return Optional.of(denial);
    }

    /** Notes that a function called with the key of a role that is not its own. */
    public void usedForeignKey(String function, String role) {
        if (foreignKeys
                .computeIfAbsent(function, ignored -> ConcurrentHashMap.newKeySet())
                .add(role)) {
            toldForeignKey.accept(function, role);
        }
    }

    /** Returns the functions that used keys of other roles than their own, with those roles. */
    public Map<String, Set<String>> foreignKeys() {
        return Map.copyOf(foreignKeys);
    }

    /** Returns who acts in a role, or the role's own name when nobody does. */
    public String nameOf(String role) {
        return nameByRole.getOrDefault(role, role);
    }

    /** Returns what is evaluated; nothing when nothing is. */
    public Optional<Policies> policies() {
        return Optional.ofNullable(policies);
    }

    /** Returns the different requests that were made so far, in alphabetical order. */
    public Set<Request> recorded() {
        return Collections.unmodifiableSet(new TreeSet<>(asked));
    }

    /** Returns the different requests that were refused so far. */
    public List<Denial> denials() {
        return List.copyOf(denials.values());
    }
}
