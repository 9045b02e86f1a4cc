package dev.tracedshop.local.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.testing.AssemblyDirectory;
import dev.tracedshop.local.testing.Templates;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of templates are what CloudFormation would make of them, within a stack and across stacks. */
class AssemblyTest {
    @TempDir
    Path directory;

    private AssemblyDirectory files;

    @BeforeEach
    void files() {
        files = new AssemblyDirectory(directory);
    }

    /** A topic, a table, a role, an API and a parameter to refer to. */
    private static Templates resources() {
        return new Templates()
                .resource("Topic", "AWS::SNS::Topic", "{'TopicName': 'sold'}")
                .resource("Nameless", "AWS::SNS::Topic", "{}")
                .resource("Table", "AWS::DynamoDB::Table", "{'TableName': {'Fn::Sub': 'items-${AWS::Region}'}}")
                .resource("Role", "AWS::IAM::Role", "{'RoleName': 'worker', 'AssumeRolePolicyDocument': {}}")
                .resource("Api", "AWS::ApiGatewayV2::Api", "{'Name': 'api', 'ProtocolType': 'HTTP'}")
                .resource("Parameter", "AWS::SSM::Parameter", "{'Name': '/a/b', 'Type': 'String', 'Value': 'told'}");
    }

    /** Resolves an expression as the value of an output. */
    private String value(Templates template, String expression) {
        Assembly assembly = files.stack(
                        "Shop",
                        template.section("Outputs", "{'It': {'Value': " + expression + "}}")
                                .toString())
                .load();
        return Objects.requireNonNull(assembly.outputs().get("Shop.It"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'Ref': 'Topic'}                                        | arn:aws:sns:eu-north-1:123456789012:sold
            {'Ref': 'Table'}                                        | items-eu-north-1
            {'Ref': 'Role'}                                         | worker
            {'Ref': 'Parameter'}                                    | /a/b
            {'Ref': 'AWS::Region'}                                  | eu-north-1
            {'Ref': 'AWS::AccountId'}                               | 123456789012
            {'Ref': 'AWS::Partition'}                               | aws
            {'Ref': 'AWS::URLSuffix'}                               | amazonaws.com
            {'Ref': 'AWS::StackName'}                               | Shop
            {'Fn::GetAtt': ['Table', 'Arn']}                        | arn:aws:dynamodb:eu-north-1:123456789012:table/items-eu-north-1
            {'Fn::GetAtt': 'Table.Arn'}                             | arn:aws:dynamodb:eu-north-1:123456789012:table/items-eu-north-1
            {'Fn::GetAtt': ['Topic', 'TopicName']}                  | sold
            {'Fn::GetAtt': ['Role', 'Arn']}                         | arn:aws:iam::123456789012:role/worker
            {'Fn::GetAtt': ['Parameter', 'Value']}                  | told
            {'Fn::Join': ['-', ['a', {'Ref': 'AWS::Region'}, 'b']]} | a-eu-north-1-b
            {'Fn::Join': ['-', ['a', {'Ref': 'AWS::NoValue'}, 'b']]} | a-b
            {'Fn::Sub': 'arn:${AWS::Partition}:x:${Topic.TopicName}:${Table}'} | arn:aws:x:sold:items-eu-north-1
            {'Fn::Sub': ['${Own}/${!Literal}/${AWS::Region}', {'Own': {'Ref': 'Role'}}]} | worker/${Literal}/eu-north-1
            {'Fn::Select': [1, ['a', 'b']]}                         | b
            {'Fn::Select': ['0', {'Fn::Split': [':', 'x:y']}]}      | x
            {'Fn::Join': ['+', {'Fn::Split': ['.', 'a..b.']}]}      | a++b+
            {'Fn::FindInMap': ['Sizes', {'Ref': 'AWS::Region'}, 'memory']} | 512
            {'Fn::Base64': 'käse'}                                  | a8Okc2U=
            {'Fn::Length': ['a', 'b', 'c']}                         | 3
            {'Fn::ToJsonString': {'a': {'Ref': 'AWS::Region'}}}     | {"a":"eu-north-1"}
            {'Fn::If': ['Here', 'yes', 'no']}                       | yes
            {'Fn::If': ['There', 'yes', 'no']}                      | no
            {'Fn::If': ['Either', 'yes', 'no']}                     | yes
            {'Fn::If': ['Both', 'yes', 'no']}                       | no
            {'Fn::If': ['NotThere', 'yes', 'no']}                   | yes
            '{{resolve:ssm:/a/b}}'                                  | told
            'x{{resolve:ssm:/a/b:3}}y'                              | xtoldy
            {'Fn::Sub': '{{resolve:ssm:${Parameter}}}'}             | told
            {'Fn::Join': ['', ['{{resolve:ssm:', {'Ref': 'Parameter'}, '}}']]} | told
            '{{resolve:secretsmanager:prod/key:SecretString:k}}'    | no-secret-here-for-prod-key
            """)
    void expressionHasItsValue(String expression, String expected) {
        Templates template = resources()
                .section("Mappings", "{'Sizes': {'eu-north-1': {'memory': 512}}}")
                .section("Conditions", """
                        {'Here': {'Fn::Equals': [{'Ref': 'AWS::Region'}, 'eu-north-1']},
                         'There': {'Fn::Equals': [{'Ref': 'AWS::Region'}, 'us-east-1']},
                         'Either': {'Fn::Or': [{'Condition': 'There'}, {'Condition': 'Here'}]},
                         'Both': {'Fn::And': [{'Condition': 'There'}, {'Condition': 'Here'}]},
                         'NotThere': {'Fn::Not': [{'Condition': 'There'}]}}
                        """);
        assertThat(value(template, expression)).isEqualTo(expected);
    }

    @Test
    void generatedNamesAreStableAndTellWhereTheyComeFrom() {
        String first = value(resources(), "{'Ref': 'Nameless'}");
        assertThat(first).matches("arn:aws:sns:eu-north-1:123456789012:Shop-Nameless-[0-9A-F]{12}");
        assertThat(value(resources(), "{'Ref': 'Nameless'}")).isEqualTo(first);
        assertThat(value(resources(), "{'Ref': 'Api'}")).matches("[0-9a-f]{10}");
        assertThat(value(resources(), "{'Ref': 'AWS::StackId'}"))
                .startsWith("arn:aws:cloudformation:eu-north-1:123456789012:stack/Shop/");
    }

    @Test
    void stacksShareValuesByExportAndByParameterStore() {
        files.stack(
                "Reader",
                new Templates()
                        .section("Parameters", """
                                {'Told': {'Type': 'AWS::SSM::Parameter::Value<String>', 'Default': '/topics/sold'},
                                 'Plain': {'Type': 'String', 'Default': 'default'},
                                 'List': {'Type': 'CommaDelimitedList', 'Default': 'a, b'}}
                                """)
                        .section("Outputs", """
                                {'Imported': {'Value': {'Fn::ImportValue': {'Fn::Sub': 'Writer-${Plain}'}}},
                                 'Told': {'Value': {'Ref': 'Told'}},
                                 'Plain': {'Value': {'Ref': 'Plain'}},
                                 'Second': {'Value': {'Fn::Select': [1, {'Ref': 'List'}]}}}
                                """)
                        .toString());
        files.stack(
                "Writer",
                new Templates()
                        .resource("Topic", "AWS::SNS::Topic", "{'TopicName': 'sold'}")
                        .resource(
                                "Parameter",
                                "AWS::SSM::Parameter",
                                "{'Name': '/topics/sold', 'Type': 'String', 'Value': {'Ref': 'Topic'}}")
                        .section("Outputs", """
                                {'Topic': {'Value': {'Ref': 'Topic'}, 'Export': {'Name': {'Fn::Sub': '${AWS::StackName}-given'}}}}
                                """)
                        .toString());
        Assembly assembly = files.load(Map.of("Plain", "given"));
        String topic = "arn:aws:sns:eu-north-1:123456789012:sold";
        assertThat(assembly.stacks()).containsExactly("Reader", "Writer");
        assertThat(assembly.outputs())
                .containsEntry("Reader.Imported", topic)
                .containsEntry("Reader.Told", topic)
                .containsEntry("Reader.Plain", "given")
                .containsEntry("Reader.Second", "b")
                .containsEntry("Writer.Topic", topic);
        assertThat(assembly.ssmParameters()).containsExactly(Map.entry("/topics/sold", topic));
    }

    @Test
    void conditionsDecideAboutResourcesAndOutputs() {
        String template = new Templates()
                .section("Parameters", "{'Stage': {'Type': 'String'}}")
                .section("Conditions", "{'Production': {'Fn::Equals': [{'Ref': 'Stage'}, 'production']}}")
                .resource("Always", "AWS::SNS::Topic", "{'TopicName': 'always'}")
                .resource("Sometimes", "AWS::SNS::Topic", "{'TopicName': 'sometimes'}")
                .resource("Value", "AWS::SSM::Parameter", "{'Name': '/v', 'Type': 'String', 'Value': 'production'}")
                .resource("Other", "AWS::SSM::Parameter", "{'Name': '/v', 'Type': 'String', 'Value': 'other'}")
                .section("Outputs", """
                        {'Value': {'Value': '{{resolve:ssm:/v}}'},
                         'OnlyThere': {'Condition': 'Production', 'Value': 'there'}}
                        """)
                .toString()
                .replace("\"Sometimes\":{", "\"Sometimes\":{\"Condition\":\"Production\",")
                .replace("\"Value\":{\"Type\":\"AWS", "\"Value\":{\"Condition\":\"Production\",\"Type\":\"AWS");
        files.stack("Shop", template);
        Assembly elsewhere = files.load(Map.of("Stage", "test"));
        assertThat(elsewhere.resources("AWS::SNS::Topic"))
                .extracting(Resource::logicalId)
                .containsExactly("Always");
        assertThat(elsewhere.outputs()).containsExactly(Map.entry("Shop.Value", "other"));
        Assembly production = files.load(Map.of("Stage", "production"));
        assertThat(production.resources("AWS::SNS::Topic"))
                .extracting(Resource::logicalId)
                .containsExactly("Always", "Sometimes");
        assertThat(production.outputs())
                .containsEntry("Shop.Value", "production")
                .containsEntry("Shop.OnlyThere", "there");
    }

    @Test
    void noValueRemovesAPropertyAndMeaninglessOnesAreLeftOut() {
        files.stack(
                "Shop",
                new Templates()
                        .section("Conditions", "{'Never': {'Fn::Equals': ['a', 'b']}}")
                        .resource("Table", "AWS::DynamoDB::Table", """
                                {'TableName': {'Fn::If': ['Never', 'x', {'Ref': 'AWS::NoValue'}]},
                                 'KeySchema': [{'AttributeName': 'id', 'KeyType': 'HASH', 'Extra': {'Ref': 'AWS::NoValue'}}],
                                 'Tags': [{'Key': 'a', 'Value': {'Fn::Transform': 'nobody looks at this'}}]}
                                """)
                        .toString());
        Assembly assembly = files.load();
        JsonNode properties =
                assembly.properties(assembly.resources("AWS::DynamoDB::Table").get(0));
        assertThat(properties).isEqualTo(Templates.json("{'KeySchema': [{'AttributeName': 'id', 'KeyType': 'HASH'}]}"));
    }

    @Test
    void boundValueReplacesTheMadeUpOneEverywhere() {
        Assembly assembly = files.stack(
                        "Shop",
                        resources()
                                .section("Outputs", "{'Url': {'Value': {'Fn::Sub': '${Api.ApiEndpoint}/items'}}}")
                                .toString())
                .load();
        Resource api = assembly.resources("AWS::ApiGatewayV2::Api").get(0);
        assertThat(assembly.outputs().get("Shop.Url"))
                .isEqualTo("https://" + assembly.physicalId(api) + ".execute-api.eu-north-1.amazonaws.com/items");
        assembly.bind(api, "ApiEndpoint", "http://127.0.0.1:1234");
        assertThat(assembly.outputs().get("Shop.Url")).isEqualTo("http://127.0.0.1:1234/items");
    }

    @Test
    void assetIsFoundByTheKeyThatTemplatesName() {
        Assembly assembly = files.stack("Shop", resources().toString())
                .asset("abc.zip", directory.resolve("asset.abc.zip"))
                .load();
        assertThat(assembly.asset("abc.zip")).contains(directory.resolve("asset.abc.zip"));
        assertThat(assembly.asset("other.zip")).isEmpty();
    }

    @Test
    void directoryWithoutAnAssemblyIsSaidSo() {
        assertThatThrownBy(() -> Assembly.load(directory.resolve("nowhere"), Place.HERE, Map.of()))
                .isInstanceOf(AssemblyException.class)
                .hasMessage(
                        "No synthesized assembly in " + directory.resolve("nowhere") + ": manifest.json is missing.");
        assertThatThrownBy(() -> files.load())
                .isInstanceOf(AssemblyException.class)
                .hasMessageContaining("holds no stacks");
    }

    @Test
    void brokenJsonIsSaidWithFileAndLine() {
        files.stack("Shop", "{\n  \"Resources\": oops\n}");
        assertThatThrownBy(() -> files.load())
                .isInstanceOf(AssemblyException.class)
                .hasMessageStartingWith(directory.resolve("Shop.template.json") + " is not JSON: ")
                .hasMessageContaining("oops")
                .hasMessageEndingWith("at line 2");
    }
}
