package dev.tracedshop.local.assembly;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The resource types that run here, and of each the properties that are honoured and those without a meaning on one machine. Whatever is
 * in neither set is reported before start: a property that is silently dropped would make the local shop another one than AWS's.
 */
final class ResourceTypes {
    private ResourceTypes() {}

    private record Support(Set<String> honoured, Set<String> meaningless) {}

    private static Support honouring(String... properties) {
        return new Support(Set.of(properties), Set.of());
    }

    private static Support alsoSeen(Support support, String... meaningless) {
        return new Support(support.honoured(), Set.of(meaningless));
    }

    private static final Map<String, Support> TYPES = Map.ofEntries(
            Map.entry(
                    "AWS::DynamoDB::Table",
                    alsoSeen(
                            honouring(
                                    "TableName",
                                    "KeySchema",
                                    "AttributeDefinitions",
                                    "BillingMode",
                                    "GlobalSecondaryIndexes",
                                    "StreamSpecification",
                                    "TimeToLiveSpecification"),
                            "PointInTimeRecoverySpecification",
                            "SSESpecification",
                            "DeletionProtectionEnabled",
                            "Tags",
                            "TableClass",
                            "ContributorInsightsSpecification")),
            Map.entry(
                    "AWS::S3::Bucket",
                    alsoSeen(
                            honouring("BucketName", "NotificationConfiguration", "VersioningConfiguration"),
                            "BucketEncryption",
                            "PublicAccessBlockConfiguration",
                            "OwnershipControls",
                            "LifecycleConfiguration",
                            "Tags")),
            Map.entry("AWS::SNS::Topic", alsoSeen(honouring("TopicName"), "DisplayName", "KmsMasterKeyId", "Tags")),
            Map.entry(
                    "AWS::SNS::Subscription",
                    honouring(
                            "TopicArn",
                            "Protocol",
                            "Endpoint",
                            "FilterPolicy",
                            "FilterPolicyScope",
                            "RawMessageDelivery",
                            "RedrivePolicy")),
            Map.entry("AWS::SNS::TopicPolicy", honouring("PolicyDocument", "Topics")),
            Map.entry(
                    "AWS::SQS::Queue",
                    alsoSeen(
                            honouring(
                                    "QueueName",
                                    "FifoQueue",
                                    "VisibilityTimeout",
                                    "MessageRetentionPeriod",
                                    "DelaySeconds",
                                    "ReceiveMessageWaitTimeSeconds",
                                    "RedrivePolicy"),
                            "RedriveAllowPolicy",
                            "SqsManagedSseEnabled",
                            "KmsMasterKeyId",
                            "KmsDataKeyReusePeriodSeconds",
                            "Tags")),
            Map.entry("AWS::SQS::QueuePolicy", honouring("PolicyDocument", "Queues")),
            Map.entry("AWS::S3::BucketPolicy", honouring("Bucket", "PolicyDocument")),
            Map.entry(
                    "AWS::Lambda::EventSourceMapping",
                    alsoSeen(
                            honouring(
                                    "EventSourceArn",
                                    "FunctionName",
                                    "BatchSize",
                                    "MaximumBatchingWindowInSeconds",
                                    "FunctionResponseTypes",
                                    "ScalingConfig",
                                    "FilterCriteria",
                                    "StartingPosition",
                                    "MaximumRetryAttempts",
                                    "MaximumRecordAgeInSeconds",
                                    "BisectBatchOnFunctionError",
                                    "ParallelizationFactor",
                                    "DestinationConfig",
                                    "Enabled"),
                            "MetricsConfig",
                            "Tags")),
            Map.entry(
                    "AWS::SSM::Parameter",
                    alsoSeen(honouring("Name", "Value", "Type", "AllowedPattern"), "Description", "Tags", "Tier")),
            Map.entry(
                    "AWS::Lambda::Function",
                    alsoSeen(
                            honouring(
                                    "FunctionName",
                                    "Handler",
                                    "Runtime",
                                    "Code",
                                    "MemorySize",
                                    "Timeout",
                                    "Environment",
                                    "Role",
                                    "Layers",
                                    "Architectures",
                                    "DeadLetterConfig",
                                    "LoggingConfig"),
                            "Description",
                            "Tags",
                            "EphemeralStorage",
                            "RecursiveLoop",
                            "RuntimeManagementConfig")),
            Map.entry(
                    "AWS::Lambda::EventInvokeConfig",
                    honouring(
                            "FunctionName",
                            "Qualifier",
                            "MaximumEventAgeInSeconds",
                            "MaximumRetryAttempts",
                            "DestinationConfig")),
            Map.entry(
                    "AWS::Logs::SubscriptionFilter",
                    honouring("DestinationArn", "FilterName", "FilterPattern", "LogGroupName")),
            Map.entry("AWS::Events::EventBus", alsoSeen(honouring("Name"), "Description", "Tags")),
            Map.entry("AWS::Events::EventBusPolicy", alsoSeen(honouring("EventBusName", "Statement"), "StatementId")),
            Map.entry(
                    "AWS::Events::Rule",
                    alsoSeen(
                            honouring("Name", "EventBusName", "EventPattern", "ScheduleExpression", "State", "Targets"),
                            "Description",
                            "RoleArn",
                            "Tags")),
            Map.entry(
                    "AWS::Scheduler::Schedule",
                    alsoSeen(
                            honouring(
                                    "Name",
                                    "ScheduleExpression",
                                    "ScheduleExpressionTimezone",
                                    "State",
                                    "FlexibleTimeWindow",
                                    "Target"),
                            "Description")),
            Map.entry(
                    StateMachineProperties.TYPE,
                    honouring(
                            "StateMachineName",
                            "DefinitionString",
                            "DefinitionS3Location",
                            "DefinitionSubstitutions",
                            "RoleArn",
                            "StateMachineType",
                            "LoggingConfiguration",
                            "TracingConfiguration",
                            "Tags")),
            Map.entry(
                    "AWS::Lambda::Permission",
                    honouring("Action", "FunctionName", "Principal", "SourceArn", "SourceAccount")),
            Map.entry(
                    "AWS::IAM::Role",
                    alsoSeen(
                            honouring("RoleName", "Policies", "ManagedPolicyArns"),
                            "AssumeRolePolicyDocument",
                            "Description",
                            "Tags",
                            "Path",
                            "MaxSessionDuration")),
            Map.entry("AWS::IAM::Policy", alsoSeen(honouring("PolicyDocument", "Roles"), "PolicyName")),
            Map.entry("AWS::ApiGatewayV2::Api", alsoSeen(honouring("Name", "ProtocolType"), "Description", "Tags")),
            // Throttling and access logs protect and watch an API that the world can reach; this one answers to one
            // machine.
            Map.entry(
                    "AWS::ApiGatewayV2::Stage",
                    alsoSeen(
                            honouring("ApiId", "StageName", "AutoDeploy"),
                            "AccessLogSettings",
                            "DefaultRouteSettings",
                            "Description",
                            "Tags")),
            Map.entry(
                    "AWS::ApiGatewayV2::Route",
                    alsoSeen(honouring("ApiId", "RouteKey", "Target", "AuthorizationType"), "OperationName")),
            Map.entry(
                    "AWS::ApiGatewayV2::Integration",
                    alsoSeen(
                            honouring(
                                    "ApiId",
                                    "IntegrationType",
                                    "IntegrationSubtype",
                                    "IntegrationUri",
                                    "CredentialsArn",
                                    "RequestParameters",
                                    "PayloadFormatVersion",
                                    "TimeoutInMillis"),
                            "IntegrationMethod",
                            "Description",
                            "ConnectionType")));

    /** Types that only watch or describe other resources: nothing would run here if they did. */
    private static final Set<String> WITHOUT_LOCAL_MEANING =
            Set.of("AWS::CDK::Metadata", "AWS::Logs::LogGroup", "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard");

    static boolean knows(String type) {
        return TYPES.containsKey(type) || WITHOUT_LOCAL_MEANING.contains(type);
    }

    /** Returns whether a property of a known type has an effect here. */
    static boolean honours(String type, String property) {
        Support support = TYPES.get(type);
        return support != null && support.honoured().contains(property);
    }

    static boolean knows(String type, String property) {
        Support support = TYPES.get(type);
        return support == null
                || support.honoured().contains(property)
                || support.meaningless().contains(property);
    }

    static Set<String> supported() {
        return new TreeSet<>(TYPES.keySet());
    }
}
