using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Connector.Jobs;
using Connector.Jobs.Tenants;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;

namespace Connector.Dashboard.Api;

/// <summary>
/// What an address of the API may say: parameters that its endpoint has, numbers within their range, and a tenant that there is. A slip is refused with what
/// was perhaps meant, never passed over or corrected: who mistypes <c>tenant</c> would read, or hold, something else.
/// </summary>
internal static class AddressRules
{
    private const string Tenant = "tenant";

    private static readonly ConcurrentDictionary<MethodInfo, IReadOnlyList<Parameter>> Known = new();

    /// <summary>Behind the operator guard, so that nobody learns by a change without the key which tenants there are.</summary>
    public static IApplicationBuilder UseAddressRules(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            && context.GetEndpoint()?.Metadata.GetMetadata<MethodInfo>() is { } handler
            && (OfQuery(context, handler) ?? await OfTenantAsync(context)) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        await next(context);
    });

    private static ProblemHttpResult? OfQuery(HttpContext context, MethodInfo handler)
    {
        var parameters = Known.GetOrAdd(handler, ParametersOf).Where(one => !context.Request.RouteValues.ContainsKey(one.Name)).ToList();
        foreach (var (name, values) in context.Request.Query)
        {
            var parameter = parameters.Find(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase));
            if ((parameter is null ? Unknown(name, parameters) : parameter.ProblemOf(values)) is { } problem)
            {
                return Refusals.BadRequest(problem);
            }
        }

        return null;
    }

    private static async Task<ProblemHttpResult?> OfTenantAsync(HttpContext context) =>
        (context.Request.RouteValues[Tenant]?.ToString() ?? context.Request.Query[Tenant].FirstOrDefault()) is { } tenant
            ? await OfTenantAsync(tenant, context.RequestServices.GetRequiredService<KnownTenants>(), context.RequestAborted)
            : null;

    /// <summary>The same for a tenant that a request's body names.</summary>
    public static async Task<ProblemHttpResult?> OfTenantAsync(string? tenant, KnownTenants tenants, CancellationToken cancellationToken) =>
        tenant is null || !TenantName.IsValid(tenant) ? Refusals.BadRequest("A tenant is named by 1 to 64 letters, digits, '-' and '_', such as Cust12345.")
        : await tenants.ProblemAsync(tenant, cancellationToken) is { } problem ? Refusals.NotFound(problem)
        : null;

    private static string Unknown(string name, List<Parameter> parameters) =>
        parameters.Count == 0 ? "This address takes no parameters."
        : Nearest.Of(name, parameters.Select(one => one.Name)) is { } near ? $"There is no parameter '{Shown(name)}' here. Did you mean '{near}'?"
        : $"There is no parameter '{Shown(name)}' here, only {string.Join(", ", parameters.Select(one => $"'{one.Name}'"))}.";

    private static string Shown(string name) => name.Length <= 50 ? name : name[..50] + "…";

    // What is neither text, a number nor yes or no comes from elsewhere than the address.
    private static IReadOnlyList<Parameter> ParametersOf(MethodInfo handler) =>
    [
        .. handler.GetParameters()
            .SelectMany<ParameterInfo, (string Name, Type Type, RangeAttribute? Range)>(one => one.GetCustomAttribute<AsParametersAttribute>() is null
                ? [(one.Name!, one.ParameterType, one.GetCustomAttribute<RangeAttribute>())]
                : [.. one.ParameterType.GetProperties().Select(member => (member.Name, member.PropertyType, member.GetCustomAttribute<RangeAttribute>()))])
            .Select(one => new Parameter(char.ToLowerInvariant(one.Name[0]) + one.Name[1..], Nullable.GetUnderlyingType(one.Type) ?? one.Type, one.Range))
            .Where(one => one.IsOfAddress),
    ];

    private sealed record Parameter(string Name, Type Type, RangeAttribute? Range)
    {
        private readonly long _least = Range is null ? 0 : Convert.ToInt64(Range.Minimum, CultureInfo.InvariantCulture);
        private readonly long _most = Range is null ? long.MaxValue : Convert.ToInt64(Range.Maximum, CultureInfo.InvariantCulture);

        public bool IsOfAddress => Type == typeof(string) || Type == typeof(bool) || Type == typeof(int) || Type == typeof(long);

        public string? ProblemOf(StringValues values) =>
            values.Count > 1 ? $"'{Name}' is given {values.Count} times: give it once."
            : Type == typeof(bool) ? (bool.TryParse(values, out _) ? null : $"'{Name}' must be true or false.")
            : Type == typeof(string) || (long.TryParse(values, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= _least && number <= _most) ? null
            : Range is null ? $"'{Name}' must be a whole number, 0 or greater."
            : string.Create(CultureInfo.InvariantCulture, $"'{Name}' must be a whole number from {_least:N0} to {_most:N0}.");
    }
}
