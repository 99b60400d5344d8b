using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Connector.Sandbox.Tests")]
