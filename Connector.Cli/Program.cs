using Connector.Cli;

return await CommandLine.RunAsync(args, CancellationToken.None);
