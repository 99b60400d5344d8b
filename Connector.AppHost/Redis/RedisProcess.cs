using Connector.LocalRedis;

namespace Connector.AppHost.Redis;

/// <summary>
/// A Redis server as a process of this machine, for those who have no container runtime. To the services it is what Aspire's
/// container is: the same connection string, made of address and password.
/// </summary>
internal sealed class RedisProcess : ExecutableResource, IResourceWithConnectionString
{
    public const string EndpointName = "tcp";

    // Which server it is turns out while the others start already, so what is named here is the program that becomes it, keeping the process.
    private const string Launcher = "env";

    public RedisProcess(string name, ParameterResource password, RedisData data)
        : base(name, Launcher, data.Directory)
    {
        (Password, Data) = (password, data);
        Endpoint = new EndpointReference(this, EndpointName);
    }

    public EndpointReference Endpoint { get; }

    public ParameterResource Password { get; }

    public RedisData Data { get; }

    /// <summary>The server, once it is known.</summary>
    public RedisBinary? Binary { get; set; }

    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{Endpoint.Property(EndpointProperty.HostAndPort)},password={Password}");
}
