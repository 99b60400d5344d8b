using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Connector.Testing;
using Connector.Testing.Redis;

namespace Connector.Jobs.Tests.Servers;

/// <summary>
/// One server that is reached by TLS, as a user who may do what docs/configuration.md says the connector needs, and no more. The plain port is
/// there for starting and stopping only.
/// </summary>
internal sealed class TlsServer : ITestServer
{
    // The line of docs/configuration.md, password aside.
    private const string Rights = "resetkeys ~connector:* resetchannels &connector:* -@all +@read +@write +@connection +@pubsub +@scripting +@transaction -@admin -@dangerous +time +info +config|get +cluster|nodes";
    // What only the tests do: look at all there is, and begin anew.
    private const string RightsOfTests = "+keys +flushdb";
    private const string Password = "secret-of-the-connectors-redis-user";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connector-tls-");
    private readonly int _port = FreePort.Next();
    private RedisServer? _redis;
    private int _databases;

    public string ConnectionString => $"localhost:{_port},ssl=true,user=connector,password={Password},configChannel=,tiebreaker=";

    public async Task StartAsync()
    {
        var (certificate, key) = WriteCertificate();
        // What StackExchange.Redis trusts beside the machine's own authorities.
        Environment.SetEnvironmentVariable("SERedis_IssuerCertPath", certificate);
        var users = Path.Combine(_folder.FullName, "users.acl");
        await File.WriteAllTextAsync(users, $"user default on nopass ~* &* +@all\nuser connector on >{Password} {Rights} {RightsOfTests}\n");
        _redis = await RedisServer.StartNewAsync(new RedisServerOptions
        {
            ExtraArguments =
            [
                "--databases", "2048", "--aclfile", users,
                "--tls-port", _port.ToString(CultureInfo.InvariantCulture), "--tls-cert-file", certificate, "--tls-key-file", key, "--tls-auth-clients", "no",
            ],
        });
    }

    public int NextDatabase() => Interlocked.Increment(ref _databases);

    public async ValueTask DisposeAsync()
    {
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private (string Certificate, string Key) WriteCertificate()
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var (certificateFile, keyFile) = (Path.Combine(_folder.FullName, "redis.crt"), Path.Combine(_folder.FullName, "redis.key"));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, rsa.ExportPkcs8PrivateKeyPem());
        return (certificateFile, keyFile);
    }
}
