package dev.tracedshop.cdk;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import java.util.List;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.aws_apigatewayv2_authorizers.HttpIamAuthorizer;
import software.amazon.awscdk.aws_apigatewayv2_integrations.HttpLambdaIntegration;
import software.amazon.awscdk.aws_apigatewayv2_integrations.HttpStepFunctionsIntegration;
import software.amazon.awscdk.services.apigateway.AccessLogFormat;
import software.amazon.awscdk.services.apigatewayv2.AddRoutesOptions;
import software.amazon.awscdk.services.apigatewayv2.HttpApi;
import software.amazon.awscdk.services.apigatewayv2.HttpIntegrationSubtype;
import software.amazon.awscdk.services.apigatewayv2.HttpMethod;
import software.amazon.awscdk.services.apigatewayv2.HttpStage;
import software.amazon.awscdk.services.apigatewayv2.IAccessLogDestination;
import software.amazon.awscdk.services.apigatewayv2.IAccessLogSettings;
import software.amazon.awscdk.services.apigatewayv2.LogGroupLogDestination;
import software.amazon.awscdk.services.apigatewayv2.ParameterMapping;
import software.amazon.awscdk.services.apigatewayv2.ThrottleSettings;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/** An HTTP API whose routes take only so many requests, and are logged. Those that lead to functions ask for no login. */
final class ThrottledHttpApi extends Construct {
    private static final int REQUESTS_PER_SECOND = 100;
    private static final int REQUESTS_AT_ONCE = 200;

    private final HttpApi api;
    private final String whyUnauthenticated;

    /**
     * @param name the API's name without the environment
     * @param whyUnauthenticated why its routes ask for no login, for whoever reviews the template
     */
    ThrottledHttpApi(
            Construct scope, String id, Settings settings, String name, String description, String whyUnauthenticated) {
        super(scope, id);
        this.whyUnauthenticated = whyUnauthenticated;
        api = HttpApi.Builder.create(this, "Api")
                .apiName(settings.named(name))
                .description(description)
                .createDefaultStage(false)
                .build();
        // Under /aws/vendedlogs the delivery of logs needs no entry of its own in the account's one resource policy.
        LogGroup accessLogs = LogGroup.Builder.create(this, "AccessLogs")
                .logGroupName("/aws/vendedlogs/apis/" + settings.named(name))
                .retention(RetentionDays.TWO_WEEKS)
                .removalPolicy(settings.isProduction() ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)
                .build();
        HttpStage.Builder.create(this, "Stage")
                .httpApi(api)
                .stageName("$default")
                .autoDeploy(true)
                .throttle(ThrottleSettings.builder()
                        .rateLimit(REQUESTS_PER_SECOND)
                        .burstLimit(REQUESTS_AT_ONCE)
                        .build())
                .accessLogSettings(new JsonAccessLogs(accessLogs))
                .build();
    }

    /** Has a function answer the requests of one method and path. */
    void route(HttpMethod method, String path, PlainFunction target) {
        HttpLambdaIntegration integration =
                new HttpLambdaIntegration(target.getNode().getId() + "Integration", target.function());
        api.addRoutes(AddRoutesOptions.builder()
                        .path(path)
                        .methods(List.of(method))
                        .integration(integration)
                        .build())
                .forEach(route -> NagSuppressions.addResourceSuppressions(
                        route,
                        List.of(NagPackSuppression.builder()
                                .id("AwsSolutions-APIG4")
                                .reason(whyUnauthenticated)
                                .build())));
    }

    /**
     * Starts a state machine with the body of each request of one method and path, without a function between them; who is
     * not allowed to {@code execute-api:Invoke} it is refused. The answer is that of StartExecution.
     */
    void startExecutions(HttpMethod method, String path, TracedStateMachine machine) {
        HttpStepFunctionsIntegration integration = HttpStepFunctionsIntegration.Builder.create("StartExecution")
                .stateMachine(machine.machine())
                .subtype(HttpIntegrationSubtype.STEPFUNCTIONS_START_EXECUTION)
                .parameterMapping(new ParameterMapping()
                        .custom("StateMachineArn", machine.arn())
                        .custom("Input", "$request.body"))
                .build();
        api.addRoutes(AddRoutesOptions.builder()
                .path(path)
                .methods(List.of(method))
                .integration(integration)
                .authorizer(new HttpIamAuthorizer())
                .build());
    }

    /** Returns where the API answers, without a slash at the end. */
    String endpoint() {
        return api.getApiEndpoint();
    }

    /** Writes one JSON object per request. */
    private static final class JsonAccessLogs implements IAccessLogSettings {
        private final LogGroup logs;

        JsonAccessLogs(LogGroup logs) {
            this.logs = logs;
        }

        @Override
        public IAccessLogDestination getDestination() {
            return new LogGroupLogDestination(logs);
        }

        @Override
        public AccessLogFormat getFormat() {
            return AccessLogFormat.custom("{\"requestId\":\"$context.requestId\",\"time\":\"$context.requestTime\","
                    + "\"method\":\"$context.httpMethod\",\"route\":\"$context.routeKey\",\"path\":\"$context.path\","
                    + "\"status\":\"$context.status\",\"bytes\":\"$context.responseLength\","
                    + "\"milliseconds\":\"$context.responseLatency\",\"error\":\"$context.integrationErrorMessage\"}");
        }
    }
}
