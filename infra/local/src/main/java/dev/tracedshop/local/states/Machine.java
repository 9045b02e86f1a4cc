package dev.tracedshop.local.states;

import dev.tracedshop.local.asl.Definition;
import dev.tracedshop.local.assembly.StateMachineProperties;
import dev.tracedshop.local.states.integration.Integration;
import java.time.Instant;
import java.util.Map;

/** A state machine of the assembly with its definition, which can be replaced. */
final class Machine {
    private final StateMachine profile;
    private final String roleArn;
    private final boolean logged;
    private final Map<String, String> substitutions;
    private final Instant created = Instant.now();
    private volatile Definition definition;

    /**
     * @param definition the definition with its placeholders
     * @param substitutions what to put in their places
     * @param logged whether every event is logged
     */
    Machine(
            StateMachine profile,
            String roleArn,
            boolean logged,
            String definition,
            Map<String, String> substitutions) {
        this.profile = profile;
        this.roleArn = roleArn;
        this.logged = logged;
        this.substitutions = substitutions;
        this.definition = parse(definition);
    }

    private Definition parse(String text) {
        return Definition.parse(StateMachineProperties.filled(text, substitutions), Integration::problem);
    }

    void replace(String text) {
        definition = parse(text);
    }

    StateMachine profile() {
        return profile;
    }

    String roleArn() {
        return roleArn;
    }

    String roleName() {
        return roleArn.substring(roleArn.lastIndexOf('/') + 1);
    }

    boolean isLogged() {
        return logged;
    }

    Instant created() {
        return created;
    }

    Definition definition() {
        return definition;
    }
}
