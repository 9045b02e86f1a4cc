package dev.tracedshop.local.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tracedshop.local.handlers.Behaves;
import dev.tracedshop.local.testing.AssemblyDirectory;
import dev.tracedshop.local.testing.Templates;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot run here is reported before start: all of it at once, and where it stands. */
class AssemblyReportTest {
    @TempDir
    Path directory;

    private AssemblyException failure(AssemblyDirectory files) {
        AssemblyException failure = catchThrowableOfType(AssemblyException.class, files::load);
        assertThat(failure).isNotNull();
        return failure;
    }

    private AssemblyDirectory files(Templates template) {
        return new AssemblyDirectory(directory)
                .stack("Shop", template.toString())
                .asset(Templates.CODE, directory.resolve("code.zip"));
    }

    @Test
    void threeProblemsOfTwoStacksAreOneReport() {
        String first = new Templates()
                .resource("Queue", "AWS::Kinesis::Stream", "{}")
                .resource("Topic", "AWS::SNS::Topic", "{'TopicName': 'sold', 'FifoTopic': true}")
                .toString()
                .replace(
                        "\"Type\":\"AWS::Kinesis::Stream\"",
                        "\"Type\":\"AWS::Kinesis::Stream\",\"Metadata\":{\"aws:cdk:path\":\"Orders/Feed/Resource\"}");
        String second = new Templates()
                .resource("Other", "AWS::SNS::Topic", "{'TopicName': {'Fn::GetAZs': ''}}")
                .toString();
        AssemblyException failure =
                failure(new AssemblyDirectory(directory).stack("Orders", first).stack("Billing", second));
        assertThat(failure).hasMessage("""
                The templates ask for 3 things that cannot run here:
                  Billing  Billing/Other
                    AWS::SNS::Topic: TopicName
                    The intrinsic function Fn::GetAZs is not supported here.
                  Orders  Orders/Feed/Resource
                    AWS::Kinesis::Stream
                    This resource type does not run here. Types that do: %s
                  Orders  Orders/Topic
                    AWS::SNS::Topic: FifoTopic
                    This property is not supported here, and dropping it would change what the resource does.""".formatted(String.join(", ", Assembly.supportedTypes())));
        assertThat(failure.problems()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'Runtime': 'nodejs22.x'}             | Runtime     | Only Java functions run here, not 'nodejs22.x'.
            {'Layers': ['arn:aws:lambda:us-east-1:464622532012:layer:dd-trace-py:9']} | Layers | Of layers only Datadog's tracer and extension are understood here, not arn:aws:lambda:us-east-1:464622532012:layer:dd-trace-py:9.
            {'Code': {'S3Key': 'other.zip'}}      | Code        | The code must be an asset of this assembly; found {"S3Key":"other.zip"}.
            {'Timeout': {'Ref': 'Seconds'}}       | Timeout     | The template's parameter 'Seconds' has no default and was given no value.
            {'MemorySize': {'Ref': 'Nobody'}}     | MemorySize  | The template has no resource or parameter 'Nobody'.
            {'Handler': {'Fn::ImportValue': 'h'}} | Handler     | No stack of this assembly exports 'h'.
            {'Handler': '{{resolve:ssm:/h}}'}     | Handler     | No stack of this assembly creates the SSM parameter '/h'.
            {'Handler': {'Fn::GetAtt': ['Topic', 'Colour']}} | Handler | The attribute Colour of AWS::SNS::Topic is not known here.
            {'Handler': {'Fn::Select': [2, ['a']]}} | Handler   | Fn::Select asks for element 2 of 1.
            {'Handler': {'Fn::If': ['Nowhere', 'a', 'b']}} | Handler | The template has no condition 'Nowhere'.
            {'Handler': {'Fn::FindInMap': ['M', 'a', 'b']}} | Handler | Fn::FindInMap finds nothing for ["M","a","b"].
            """)
    void functionThatCannotRunIsReported(String properties, String property, String detail) {
        AssemblyException failure = failure(files(new Templates()
                .section("Parameters", "{'Seconds': {'Type': 'Number'}}")
                .resource("Topic", "AWS::SNS::Topic", "{}")
                .function("f", Behaves.class.getName(), properties)));
        assertThat(failure.problems())
                .containsExactly(new Problem("Shop", "Shop/f", "AWS::Lambda::Function: " + property, detail));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            AWS::SNS::Subscription       | {'TopicArn': 'a', 'Protocol': 'email', 'Endpoint': 'b'} | Protocol | Only functions and queues can subscribe to a topic here, not 'email'.
            AWS::ApiGatewayV2::Api       | {'ProtocolType': 'WEBSOCKET'}   | ProtocolType    | Only HTTP APIs are served here, not 'WEBSOCKET'.
            AWS::ApiGatewayV2::Route     | {'RouteKey': 'GET /a', 'AuthorizationType': 'JWT'} | AuthorizationType | Routes are open (NONE) or ask for a signature (AWS_IAM) here, not 'JWT'.
            AWS::ApiGatewayV2::Stage     | {'StageName': 'prod'}           | StageName       | Only the stage $default is served here, not 'prod'.
            AWS::ApiGatewayV2::Integration | {'IntegrationType': 'HTTP_PROXY', 'PayloadFormatVersion': '2.0'} | IntegrationType | Only functions and Step Functions are integrated here, not 'HTTP_PROXY'.
            AWS::ApiGatewayV2::Integration | {'IntegrationType': 'AWS_PROXY', 'PayloadFormatVersion': '1.0'} | PayloadFormatVersion | Only the payload format 2.0 is made here, not '1.0'.
            AWS::ApiGatewayV2::Integration | {'IntegrationType': 'AWS_PROXY', 'IntegrationSubtype': 'SQS-SendMessage', 'CredentialsArn': 'a', 'RequestParameters': {'StateMachineArn': 'm'}} | IntegrationSubtype | Of the services only StepFunctions-StartExecution is integrated here, not SQS-SendMessage.
            AWS::ApiGatewayV2::Integration | {'IntegrationType': 'AWS_PROXY', 'IntegrationSubtype': 'StepFunctions-StartExecution', 'RequestParameters': {'StateMachineArn': 'm'}} | CredentialsArn | A service is called in a role; name it.
            AWS::ApiGatewayV2::Integration | {'IntegrationType': 'AWS_PROXY', 'IntegrationSubtype': 'StepFunctions-StartExecution', 'CredentialsArn': 'a', 'RequestParameters': {'StateMachineArn': 'm', 'Input': '$context.path'}} | RequestParameters | '$context.path' is not understood here. Values are fixed, or $request.body, .header, .querystring or .path with what to take of it.
            AWS::IAM::Role               | {'ManagedPolicyArns': ['arn:aws:iam::aws:policy/AdministratorAccess']} | ManagedPolicyArns | What arn:aws:iam::aws:policy/AdministratorAccess grants is not known here. Known are: arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole.
            AWS::IAM::Role               | {'Policies': [{'PolicyDocument': {'Statement': {'Effect': 'Allow', 'Action': 'a:B', 'Resource': '*', 'Condition': {'DateLessThan': {'aws:SourceArn': 'x'}}}}}]} | Policies | The condition operator 'DateLessThan' is not understood here. Those that are: ArnEquals, ArnLike, ArnNotEquals, ArnNotLike, Bool, Null, StringEquals, StringEqualsIgnoreCase, StringLike, StringNotEquals, StringNotEqualsIgnoreCase, StringNotLike, and each with IfExists.
            AWS::IAM::Policy             | {'Roles': ['r'], 'PolicyDocument': {'Statement': [{'Effect': 'Allow', 'Action': 'publish', 'Resource': '*'}]}} | PolicyDocument | 'publish' is no action, as sns:Publish is.
            AWS::SQS::QueuePolicy        | {'Queues': ['q'], 'PolicyDocument': {'Statement': [{'Effect': 'Allow', 'Principal': '*', 'Action': 'sqs:*', 'Resource': '*', 'Condition': {'Bool': {'aws:ViaAWSService': 'true'}}}]}} | PolicyDocument | The condition key 'aws:ViaAWSService' is not known here. Those that are: aws:principalaccount, aws:principalarn, aws:securetransport, aws:sourceaccount, aws:sourcearn
            AWS::Events::EventBusPolicy  | {'StatementId': 's'}            | Statement       | Only a policy that is given as a Statement is evaluated here; write it as one.
            AWS::DynamoDB::Table         | {'ResourcePolicy': {}}          | ResourcePolicy  | This property is not supported here, and dropping it would change what the resource does.
            AWS::SQS::Queue              | {'QueueName': 'q', 'FifoQueue': true} | FifoQueue | Only standard queues run here.
            AWS::SQS::Queue              | {'QueueName': 'a.b'}            | QueueName       | A queue's name has up to 80 letters, digits, hyphens and underscores, unlike 'a.b'.
            AWS::SQS::Queue              | {'VisibilityTimeout': 43201}    | VisibilityTimeout | It must lie between 0 and 43200, unlike 43201.
            AWS::Lambda::EventSourceMapping | {'EventSourceArn': 'arn:aws:kinesis:a:b:stream/c', 'FunctionName': 'f'} | EventSourceArn | Only queues and streams of tables are read here, not 'arn:aws:kinesis:a:b:stream/c'.
            AWS::Lambda::EventSourceMapping | {'EventSourceArn': 'arn:aws:sqs:a:b:c', 'FunctionName': 'f', 'FilterCriteria': {}} | FilterCriteria | Messages and records are not filtered here.
            AWS::Lambda::EventSourceMapping | {'EventSourceArn': 'arn:aws:dynamodb:a:b:table/c/stream/d', 'FunctionName': 'f'} | StartingPosition | A table's stream is read from TRIM_HORIZON or LATEST on, not from ''.
            AWS::Lambda::EventSourceMapping | {'EventSourceArn': 'arn:aws:dynamodb:a:b:table/c/stream/d', 'FunctionName': 'f', 'StartingPosition': 'LATEST', 'ParallelizationFactor': 2} | ParallelizationFactor | A stream is read one batch at a time here.
            AWS::Lambda::EventSourceMapping | {'EventSourceArn': 'arn:aws:dynamodb:a:b:table/c/stream/d', 'FunctionName': 'f', 'StartingPosition': 'LATEST', 'MaximumRetryAttempts': 10001} | MaximumRetryAttempts | It must lie between 0 and 10000, unlike 10001.
            AWS::Lambda::EventSourceMapping | {'EventSourceArn': 'arn:aws:dynamodb:a:b:table/c/stream/d', 'FunctionName': 'f', 'StartingPosition': 'LATEST', 'MaximumRecordAgeInSeconds': 59} | MaximumRecordAgeInSeconds | It must lie between 60 and 604800, unlike 59.
            AWS::Lambda::EventSourceMapping | {'EventSourceArn': 'arn:aws:dynamodb:a:b:table/c/stream/d', 'FunctionName': 'f', 'StartingPosition': 'LATEST', 'DestinationConfig': {'OnFailure': {'Destination': 'arn:aws:s3:::a'}}} | DestinationConfig | Only a queue or a topic is told of failures here, not 'arn:aws:s3:::a'.
            AWS::Lambda::EventSourceMapping | {'EventSourceArn': 'arn:aws:sqs:a:b:c', 'FunctionName': 'f', 'BisectBatchOnFunctionError': true} | BisectBatchOnFunctionError | It is for streams; a queue has its visibility and its redrive policy.
            AWS::S3::Bucket | {} | BucketName | A bucket needs a name of its own here.
            AWS::S3::Bucket | {'BucketName': 'b-1', 'VersioningConfiguration': {'Status': 'Enabled'}} | VersioningConfiguration | Objects have no versions here.
            AWS::S3::Bucket | {'BucketName': 'b-1', 'NotificationConfiguration': {'EventBridgeConfiguration': {'EventBridgeEnabled': true}}} | NotificationConfiguration | Functions, queues and topics are told here, not EventBridgeConfiguration.
            AWS::S3::Bucket | {'BucketName': 'b-1', 'NotificationConfiguration': {'LambdaConfigurations': [{'Event': 's3:ObjectCreated:Put', 'Function': 'f', 'Filter': {'S3Key': {'Rules': [{'Name': 'infix', 'Value': 'a'}]}}}]}} | NotificationConfiguration | A filter's rule is a prefix or a suffix, not 'infix'.
            AWS::Lambda::EventSourceMapping | {'EventSourceArn': 'arn:aws:sqs:a:b:c', 'FunctionName': 'f', 'ScalingConfig': {'MaximumConcurrency': 1}} | MaximumConcurrency | It must lie between 2 and 1000, unlike 1.
            AWS::Lambda::EventSourceMapping | {'EventSourceArn': 'arn:aws:sqs:a:b:c', 'FunctionName': 'f', 'BatchSize': 11} | MaximumBatchingWindowInSeconds | Lambda wants a window of at least one second for batches of more than ten messages.
            AWS::SNS::Subscription       | {'TopicArn': 'a', 'Protocol': 'lambda', 'Endpoint': 'b', 'DeliveryPolicy': {}} | DeliveryPolicy | This property is not supported here, and dropping it would change what the resource does.
            """)
    void valueThatWouldRunOtherwiseHereIsReported(String type, String properties, String property, String detail) {
        AssemblyException failure = failure(files(new Templates().resource("It", type, properties)));
        assertThat(failure.problems()).containsExactly(new Problem("Shop", "Shop/It", type + ": " + property, detail));
    }

    @Test
    void conditionThatIsNotUnderstoodIsReported() {
        String template = new Templates()
                .section("Conditions", "{'Odd': {'Fn::Contains': [['a'], 'a']}}")
                .resource("Topic", "AWS::SNS::Topic", "{}")
                .toString()
                .replace("\"Topic\":{", "\"Topic\":{\"Condition\":\"Odd\",");
        assertThat(failure(new AssemblyDirectory(directory).stack("Shop", template))
                        .problems())
                .containsExactly(new Problem(
                        "Shop",
                        "Shop/Topic",
                        "AWS::SNS::Topic",
                        "The condition {\"Fn::Contains\":[[\"a\"],\"a\"]} is not understood."));
    }

    @Test
    void outputThatCannotBeKnownIsReported() {
        assertThat(failure(files(new Templates()
                                .section("Outputs", "{'Bad': {'Value': {'Fn::ImportValue': 'nobodys'}}}")))
                        .problems())
                .containsExactly(
                        new Problem("Shop", "Shop/Bad", "Output", "No stack of this assembly exports 'nobodys'."));
    }

    @Test
    void nestedAssemblyIsReported() {
        AssemblyDirectory files = files(new Templates());
        files.artifact("assembly-Production", "cdk:cloud-assembly");
        assertThat(failure(files).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.detail()).contains("a CDK Stage"));
    }

    @Test
    void resourcesThatOnlyWatchAreNoProblem() {
        Assembly assembly = files(new Templates()
                        .resource("Logs", "AWS::Logs::LogGroup", "{'RetentionInDays': 7}")
                        .resource("Alarm", "AWS::CloudWatch::Alarm", "{'Whatever': {'Fn::Cidr': []}}")
                        .resource("Metadata", "AWS::CDK::Metadata", "{'Analytics': 'x'}")
                        .resource(
                                "Stage",
                                "AWS::ApiGatewayV2::Stage",
                                "{'StageName': '$default', 'Tags': {'Fn::GetAZs': ''}}"))
                .load();
        assertThat(assembly.resources("AWS::Logs::LogGroup")).hasSize(1);
    }
}
