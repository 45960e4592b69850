package dev.roomscribe.support;

import static io.restassured.RestAssured.given;

import io.restassured.response.Response;
import org.eclipse.microprofile.config.ConfigProvider;

/** The management port of the application that a {@code @QuarkusTest} runs. */
public final class Management {
    private Management() {}

    /** Closes its connection, unlike REST Assured: the port accepts 50 from one address. */
    public static Response get(String path) {
        return given().port(port()).header("Connection", "close").get(path);
    }

    /** Returns the metrics in the Prometheus format. */
    public static String metrics() {
        return get("/q/metrics").then().statusCode(200).extract().asString();
    }

    public static int port() {
        return ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class);
    }
}
