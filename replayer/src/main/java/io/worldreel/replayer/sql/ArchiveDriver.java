package io.worldreel.replayer.sql;

import io.worldreel.replayer.ArchiveAddress;
import io.worldreel.replayer.ArchiveScheme;
import io.worldreel.replayer.ReplayConfig;
import io.worldreel.replayer.ReplayException;
import io.worldreel.zstdvfs.HttpCredentials;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code jdbc:worldreel:ARCHIVE}, for any JDBC tool: ARCHIVE is a folder, an http(s) address or what an {@link ArchiveScheme} knows. The property {@code timeout} is a number
 * of seconds that a query may run; {@code user} and {@code password}, or {@code token}, are for a web server.
 */
public final class ArchiveDriver implements Driver {
    private static final String TIMEOUT = "timeout";
    private static final String USER = "user";
    private static final String PASSWORD = "password";
    private static final String TOKEN = "token";

    static {
        try {
            DriverManager.registerDriver(new ArchiveDriver());
        } catch (SQLException failure) {
            throw new ExceptionInInitializerError(failure);
        }
    }

    @Override
    public @Nullable Connection connect(String url, Properties properties) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        String archive = url.substring(ArchiveConnection.URL_PREFIX.length());
        if (archive.isEmpty()) {
            throw new SQLException("the address " + url + " names no archive: write jdbc:worldreel:FOLDER or "
                    + "jdbc:worldreel:https://...");
        }
        ArchiveAddress address;
        try {
            address = ArchiveAddress.parse(archive, credentials(properties), settings(properties));
        } catch (IllegalArgumentException noArchive) {
            throw new SQLException("the address names no archive: " + noArchive.getMessage(), noArchive);
        } catch (ReplayException failure) {
            throw new SQLException(failure.getMessage(), failure);
        }
        return ArchiveConnection.open(address, config(properties).withMemory(ReplayConfig.of(address)));
    }

    private static HttpCredentials credentials(Properties properties) {
        String token = properties.getProperty(TOKEN);
        String user = properties.getProperty(USER, "");
        if (token != null) {
            return new HttpCredentials.Bearer(token);
        }
        return user.isEmpty()
                ? new HttpCredentials.None()
                : new HttpCredentials.Basic(user, properties.getProperty(PASSWORD, ""));
    }

    private static Map<String, String> settings(Properties properties) {
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(Function.identity(), properties::getProperty));
    }

    private static SqlConfig config(Properties properties) throws SQLException {
        String timeout = properties.getProperty(TIMEOUT);
        try {
            return timeout == null
                    ? SqlConfig.DEFAULT
                    : SqlConfig.DEFAULT.withTimeout(Duration.ofSeconds(Long.parseLong(timeout)));
        } catch (IllegalArgumentException invalid) {
            throw new SQLException("timeout '" + timeout + "' is no number of seconds above 0", invalid);
        }
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(ArchiveConnection.URL_PREFIX);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
        var timeout = new DriverPropertyInfo(TIMEOUT, properties.getProperty(TIMEOUT));
        timeout.description = "seconds that a query may run; no limit unless given";
        var user = new DriverPropertyInfo(USER, properties.getProperty(USER));
        user.description = "for a web server that asks for a name and a password";
        var password = new DriverPropertyInfo(PASSWORD, null);
        password.description = "the user's password";
        var token = new DriverPropertyInfo(TOKEN, null);
        token.description = "for a web server that asks for a bearer token";
        return new DriverPropertyInfo[]{ timeout, user, password, token };
    }

    @Override
    public int getMajorVersion() {
        return 0;
    }

    @Override
    public int getMinorVersion() {
        return 1;
    }

    /** It reads only, so it is none. */
    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("this driver logs nothing");
    }
}
