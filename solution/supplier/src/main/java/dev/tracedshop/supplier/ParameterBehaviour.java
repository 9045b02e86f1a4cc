package dev.tracedshop.supplier;

import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;

/** Reads the behaviour from a parameter of Systems Manager at each request: a change is effective at once. */
final class ParameterBehaviour implements BehaviourSource {

    private final SsmClient systemsManager;
    private final String parameter;

    ParameterBehaviour(SsmClient systemsManager, String parameter) {
        this.systemsManager = systemsManager;
        this.parameter = parameter;
    }

    @Override
    public Behaviour current() {
        String value = systemsManager
                .getParameter(GetParameterRequest.builder().name(parameter).build())
                .parameter()
                .value();
        return Behaviour.read(value, "The parameter " + parameter);
    }
}
