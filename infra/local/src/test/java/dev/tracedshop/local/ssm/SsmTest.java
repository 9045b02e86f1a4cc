package dev.tracedshop.local.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracedshop.local.ServicesUnderTest;
import dev.tracedshop.local.testing.RecordingQueues;
import dev.tracedshop.local.testing.Templates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterPatternMismatchException;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.SsmException;
import software.amazon.awssdk.services.ssm.model.UnsupportedParameterTypeException;

/** Parameters begin with the templates' values, and whoever asks after a change sees it. */
class SsmTest {
    @TempDir
    Path directory;

    private ServicesUnderTest shop;
    private SsmClient ssm;

    @BeforeEach
    void start() {
        shop = new ServicesUnderTest(
                directory,
                new Templates()
                        .resource(
                                "One",
                                "AWS::SSM::Parameter",
                                "{'Name': '/dev/supplier/behaviour', 'Type': 'String', 'Value': 'normal', 'AllowedPattern': '^(normal|slow)$'}")
                        .resource(
                                "Two",
                                "AWS::SSM::Parameter",
                                "{'Name': '/dev/supplier/quote/limit', 'Type': 'StringList', 'Value': 'a,b'}")
                        .resource("Three", "AWS::SSM::Parameter", "{'Name': 'plain', 'Type': 'String', 'Value': 'p'}"),
                new RecordingQueues());
        ssm = shop.client(SsmClient.builder());
    }

    @AfterEach
    void stop() {
        shop.close();
    }

    private String value(String name) {
        return ssm.getParameter(request -> request.name(name)).parameter().value();
    }

    @Test
    void templatesValueIsThereWithItsArnAndType() {
        Parameter parameter = ssm.getParameter(request -> request.name("/dev/supplier/behaviour"))
                .parameter();
        assertThat(parameter.value()).isEqualTo("normal");
        assertThat(parameter.arn()).isEqualTo("arn:aws:ssm:eu-north-1:123456789012:parameter/dev/supplier/behaviour");
        assertThat(parameter.type()).isEqualTo(ParameterType.STRING);
        assertThat(parameter.version()).isEqualTo(1);
        assertThat(value("arn:aws:ssm:eu-north-1:123456789012:parameter/plain")).isEqualTo("p");
    }

    @Test
    void changedValueIsSeenAtOnce() {
        assertThat(ssm.putParameter(request -> request.name("/dev/supplier/behaviour")
                                .value("slow")
                                .overwrite(true))
                        .version())
                .isEqualTo(2);
        assertThat(value("/dev/supplier/behaviour")).isEqualTo("slow");
    }

    @Test
    void valueThatTheTemplatesPatternDoesNotAllowIsRefused() {
        assertThatThrownBy(() -> ssm.putParameter(request ->
                        request.name("/dev/supplier/behaviour").value("slowly").overwrite(true)))
                .isInstanceOf(ParameterPatternMismatchException.class)
                .hasMessageContaining("'slowly'")
                .hasMessageContaining("^(normal|slow)$");
        assertThat(value("/dev/supplier/behaviour")).isEqualTo("normal");
    }

    @Test
    void parameterIsNotOverwrittenByMistake() {
        assertThatThrownBy(() -> ssm.putParameter(
                        request -> request.name("plain").value("q").type(ParameterType.STRING)))
                .isInstanceOf(ParameterAlreadyExistsException.class);
        assertThat(value("plain")).isEqualTo("p");
    }

    @Test
    void newParameterNeedsAType() {
        assertThatThrownBy(
                        () -> ssm.putParameter(request -> request.name("/new").value("v")))
                .isInstanceOf(SsmException.class)
                .hasMessageContaining("A parameter type is required");
        assertThatThrownBy(() -> ssm.putParameter(
                        request -> request.name("/new").value("v").type("Number")))
                .isInstanceOf(UnsupportedParameterTypeException.class);
        ssm.putParameter(request -> request.name("/new").value("v").type(ParameterType.STRING));
        assertThat(value("/new")).isEqualTo("v");
    }

    @Test
    void missingParameterIsNotFound() {
        assertThatThrownBy(() -> value("/nowhere")).isInstanceOf(ParameterNotFoundException.class);
        GetParametersResponse response = ssm.getParameters(request -> request.names("plain", "/nowhere"));
        assertThat(response.parameters()).extracting(Parameter::value).containsExactly("p");
        assertThat(response.invalidParameters()).containsExactly("/nowhere");
    }

    @Test
    void pathGivesItsChildrenOrAllThatIsBelow() {
        assertThat(ssm.getParametersByPath(request -> request.path("/dev/supplier"))
                        .parameters())
                .extracting(Parameter::name)
                .containsExactly("/dev/supplier/behaviour");
        assertThat(ssm.getParametersByPath(request -> request.path("/dev").recursive(true))
                        .parameters())
                .extracting(Parameter::name)
                .containsExactly("/dev/supplier/behaviour", "/dev/supplier/quote/limit");
        assertThatThrownBy(() -> ssm.getParametersByPath(request -> request.path("dev")))
                .isInstanceOf(SsmException.class);
    }

    @Test
    void longListsComeInPages() {
        for (int i = 10; i < 35; i++) {
            int number = i;
            ssm.putParameter(
                    request -> request.name("/many/" + number).value("v").type(ParameterType.STRING));
        }
        List<Integer> sizes = new ArrayList<>();
        for (GetParametersByPathResponse page : ssm.getParametersByPathPaginator(request -> request.path("/many"))) {
            sizes.add(page.parameters().size());
        }
        assertThat(sizes).containsExactly(10, 10, 5);
    }

    @Test
    void valueHasALimit() {
        ssm.putParameter(
                request -> request.name("plain").value("é".repeat(2048)).overwrite(true));
        assertThatThrownBy(() -> ssm.putParameter(request ->
                        request.name("plain").value("é".repeat(2048) + "x").overwrite(true)))
                .isInstanceOf(SsmException.class)
                .hasMessageContaining("4096");
    }

    @Test
    void otherOperationsAreNamed() {
        assertThatThrownBy(() -> ssm.deleteParameter(request -> request.name("plain")))
                .isInstanceOf(SsmException.class)
                .hasMessageContaining("Ssm.DeleteParameter is not supported");
    }
}
