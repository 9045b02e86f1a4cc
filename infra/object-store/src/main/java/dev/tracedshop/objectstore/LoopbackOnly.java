package dev.tracedshop.objectstore;

import org.apache.catalina.connector.Connector;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Binds the engine's second port to 127.0.0.1. The engine has one for HTTPS, which obeys {@code server.address}, and one for HTTP, which
 * listens on every address of the machine. The local runtime makes the first one plain HTTP and has no use for the second, but it cannot be
 * switched off. Named as a further source of the Spring application when the engine is started.
 */
@Configuration(proxyBeanMethods = false)
public class LoopbackOnly {
    /** Makes whoever looks at each bean and binds the connectors among them. */
    @Bean
    static BeanPostProcessor bindsConnectors() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String beanName) {
                if (bean instanceof Connector connector && !connector.setProperty("address", "127.0.0.1")) {
                    throw new IllegalStateException("The connector " + beanName + " takes no address.");
                }
                return bean;
            }
        };
    }
}
