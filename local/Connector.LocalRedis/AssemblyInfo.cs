using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Connector.AppHost")]
[assembly: InternalsVisibleTo("Connector.AppHost.Tests")]
[assembly: InternalsVisibleTo("Connector.LocalRedis.Tests")]
[assembly: InternalsVisibleTo("Connector.Testing")]
