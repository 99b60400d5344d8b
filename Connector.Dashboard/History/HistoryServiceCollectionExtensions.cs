namespace Connector.Dashboard.History;

/// <summary>Registers the history.</summary>
internal static class HistoryServiceCollectionExtensions
{
    public static IServiceCollection AddHistory(this IServiceCollection services)
    {
        services.AddOptions<HistoryOptions>().BindConfiguration(HistoryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<HistoryStore>();
        services.AddSingleton<HistoryErasing>();
        services.AddSingleton<HistoryFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<HistoryFeed>());
        services.AddSingleton<RunHistory>();
        services.AddHealthChecks().AddCheck<HistoryHealthCheck>("history", tags: ["ready"]);
        return services;
    }
}
