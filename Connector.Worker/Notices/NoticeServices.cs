using Microsoft.Extensions.Options;

namespace Connector.Worker.Notices;

/// <summary>Registers notices.</summary>
internal static class NoticeServices
{
    public static void AddNotices(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<NoticeOptions>().BindConfiguration(NoticeOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<NoticeOptions>, NoticeOptionsRules>();
        builder.Services.AddSingleton(services => new NoticePost(
            Client(), services.GetRequiredService<IOptions<NoticeOptions>>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<NoticeSources>();
        builder.Services.AddHostedService<NoticeLoop>();
    }

    // Not from the factory: its pipeline logs addresses, and this one may be a secret.
    private static HttpClient Client() => new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };
}
