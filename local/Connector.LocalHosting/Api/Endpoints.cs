namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where a resource listens. There is no proxy here: the process itself listens on the public port.</summary>
public sealed class EndpointAnnotation
{
    internal EndpointAnnotation(string name, string scheme, int? port) => (Name, UriScheme, Port) = (name, scheme, port);

    /// <summary>The TCP port others use, or null for one that happens to be free.</summary>
    public int? Port { get; set; }

    internal string Name { get; }
    internal string UriScheme { get; }

    /// <summary>Set where Kestrel reads this endpoint from the project's own configuration.</summary>
    internal bool FromKestrelConfiguration { get; init; }

    /// <summary>The ports the processes listen on, one per replica, once they are given out.</summary>
    internal int[] Allocated { get; set; } = [];

    internal int PortOf(int replica) => replica < Allocated.Length
        ? Allocated[replica]
        : throw new InvalidOperationException("The application must be started before resolving endpoints or connection strings.");

    internal string Url(int replica = 0) => $"{UriScheme}://localhost:{PortOf(replica)}";
}

/// <summary>The address of a resource's endpoint, known once the application runs.</summary>
public sealed class EndpointReference : IValueProvider, IManifestExpressionProvider
{
    private readonly Func<EndpointAnnotation> _endpoint;

    internal EndpointReference(Func<EndpointAnnotation> endpoint) => _endpoint = endpoint;

    string IValueProvider.Value => _endpoint().Url();
}
