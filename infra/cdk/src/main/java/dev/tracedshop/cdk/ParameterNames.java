package dev.tracedshop.cdk;

/** Knows every name by which the services tell each other values: the only coupling between their stacks. */
final class ParameterNames {
    private final String environment;

    ParameterNames(Settings settings) {
        this.environment = settings.environment();
    }

    ParameterName productTableName() {
        return product("table-name");
    }

    ParameterName productCreatedTopicArn() {
        return product("created-topic-arn");
    }

    ParameterName productUpdatedTopicArn() {
        return product("updated-topic-arn");
    }

    ParameterName productDeletedTopicArn() {
        return product("deleted-topic-arn");
    }

    private ParameterName product(String name) {
        return new ParameterName("/" + environment + "/product/" + name);
    }
}
