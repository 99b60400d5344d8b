using Microsoft.Extensions.Logging;

namespace Connector.ServiceDefaults.Secrets;

/// <summary>
/// A shared key that may be exchanged while the service runs: one that lies in a file is read again when it is used and was last read five
/// seconds ago or more. A file that holds no key any more changes nothing but the log: the key it held stays in force.
/// </summary>
public sealed class RotatingKey
{
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly string? _value;
    private readonly string? _file;
    private readonly string _setting;
    private readonly bool _mayBeAbsent;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private SharedKey? _key;
    private long _readAt;
    private bool _isWrong;

    /// <summary>Reads the key; what is wrong with it has been told by the validation of the settings.</summary>
    /// <param name="value">The setting.</param>
    /// <param name="file">The setting with <c>File</c> behind its name.</param>
    /// <param name="setting">Its name.</param>
    /// <param name="mayBeAbsent">Whether a file that is missing or empty means that there is no key.</param>
    /// <param name="time">Tells when to read again.</param>
    /// <param name="log">Is told of a file that holds no key any more.</param>
    public RotatingKey(string? value, string? file, string setting, bool mayBeAbsent, TimeProvider time, ILogger log)
    {
        (_value, _file, _setting, _mayBeAbsent, _time, _log) = (value, file, setting, mayBeAbsent, time, log);
        (_key, _readAt) = (SharedKey.Read(value, file, setting, out _, mayBeAbsent), time.GetTimestamp());
    }

    /// <summary>The name of the setting.</summary>
    public string Setting => _setting;

    /// <summary>The key now; null if there is none.</summary>
    public SharedKey? Current
    {
        get
        {
            if (string.IsNullOrEmpty(_file))
            {
                return _key;
            }

            lock (_gate)
            {
                if (_time.GetElapsedTime(_readAt) >= ReadEvery)
                {
                    _readAt = _time.GetTimestamp();
                    ReadAgain();
                }

                return _key;
            }
        }
    }

    private void ReadAgain()
    {
        var key = SharedKey.Read(_value, _file, _setting, out var problem, _mayBeAbsent);
        if (problem is null)
        {
            (_key, _isWrong) = (key, false);
        }
        else if (!_isWrong)
        {
            _isWrong = true;
            KeyLog.KeyWrong(_log, problem);
        }
    }
}

internal static partial class KeyLog
{
    [LoggerMessage(1, LogLevel.Error, "A key cannot be exchanged. {Problem} The one before stays in force until it is right")]
    public static partial void KeyWrong(ILogger log, string problem);

    [LoggerMessage(
        2, LogLevel.Information, "{Setting} was used: somebody does not have the new one yet. It may be emptied once this line has not come for a day")]
    public static partial void PreviousKeyUsed(ILogger log, string setting);
}
