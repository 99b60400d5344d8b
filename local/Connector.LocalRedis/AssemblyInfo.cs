using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Connector.LocalHosting")]
[assembly: InternalsVisibleTo("Connector.LocalRedis.Tests")]
[assembly: InternalsVisibleTo("Connector.Testing")]
