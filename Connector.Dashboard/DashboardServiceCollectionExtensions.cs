using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Connector.Dashboard.Api;
using Connector.Dashboard.History;
using Connector.Dashboard.Pages;
using Connector.Dashboard.Security;
using Connector.ServiceDefaults.Secrets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Connector.Dashboard;

/// <summary>Registers what pages and API need.</summary>
internal static class DashboardServiceCollectionExtensions
{
    public static IHostApplicationBuilder AddDashboard(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddRazorComponents();
        // Razor makes keys for forms, of which there are none; without a home of its own it would warn of losing them.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error));
        services.AddSingleton<HtmlEncoder, VisibleMarks>();
        services.AddSingleton<TenantStates>();
        services.AddSingleton<CrmLinks>();
        services.AddProblemDetails();
        services.AddOptions<DashboardOptions>().BindConfiguration(DashboardOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<DashboardOptions>, DashboardOptionsRules>();
        services.AddSingleton<PreviousKeyUse>();
        services.AddSingleton(OperatorKeys);
        services.AddSingleton<WrongKeys>();
        services.AddSingleton<DeepAuditTurn>();
        services.AddHistory();
        services.AddOpenApi(openApi => openApi.ShouldInclude = description => description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
            json.SerializerOptions.Converters.Add(new EntityKeyJsonConverter());
        });
        return builder;
    }

    private static BearerKeys OperatorKeys(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<DashboardOptions>>().Value;
        var (time, log) = (services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<BearerKeys>>());
        return new BearerKeys(
            new RotatingKey(options.OperatorKey, options.OperatorKeyFile, "Dashboard:OperatorKey", mayBeAbsent: false, time, log),
            new RotatingKey(options.OperatorKeyPrevious, options.OperatorKeyPreviousFile, "Dashboard:OperatorKeyPrevious", mayBeAbsent: true, time, log),
            services.GetRequiredService<PreviousKeyUse>());
    }
}
