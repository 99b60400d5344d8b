using Microsoft.Extensions.Options;

namespace Connector.Worker.Notices;

/// <summary>What attributes cannot say. No message repeats an address or a key.</summary>
internal sealed class NoticeOptionsRules : IValidateOptions<NoticeOptions>
{
    private const int LeastBytes = 24;
    private const int MostBytes = 64;

    public ValidateOptionsResult Validate(string? name, NoticeOptions options)
    {
        var failures = Check(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Check(NoticeOptions options)
    {
        if (options.Url is { } url && !(url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))))
        {
            yield return "Notices:Url must be an https address; plain http is for this machine.";
        }

        if (options.DashboardUrl is { } dashboard && !(dashboard.IsAbsoluteUri && dashboard.Scheme is "http" or "https"))
        {
            yield return "Notices:DashboardUrl must be the address at which people open the dashboard, such as https://connector.example.com.";
        }

        if (options.Secret.Length > 0 && NoticePost.KeyOf(options.Secret) is not { Length: >= LeastBytes and <= MostBytes })
        {
            yield return $"Notices:Secret must be whsec_ and {LeastBytes} to {MostBytes} bytes in base64: echo whsec_$(openssl rand -base64 32)";
        }
    }
}
