using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Connector.AppHost")]
[assembly: InternalsVisibleTo("Connector.LocalRedis.Tests")]
[assembly: InternalsVisibleTo("Connector.Testing")]
